from __future__ import annotations

import calendar
import json
import os
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

from pydantic import Field

from wavetank.core.storage_paths import cache_file
from wavetank.model.level import Level
from wavetank.model.part import Duration, Part
from wavetank.plugins.core.storage.spool import spool

if TYPE_CHECKING:
    from pathlib import Path

    from wavetank.abc.runnable_task import RunContext
    from wavetank.plugins.scripts.workplace import Workplace

_MARK, _NAMES = "cache", "names"


class DirectoryCache(Part):
    """
    Files of a block's folder that its next run finds there again (language reference, section 7.1).

    They are kept in one archive of internal storage, apart for each value of a loop.

    Attributes:
        patterns: Which files; relative to the folder.
        ttl: What was kept longer ago is not taken.
    """

    patterns: Annotated[tuple[str, ...], Field(min_length=1)]
    ttl: Duration | None = None

    def restore(self, place: Workplace) -> None:
        """Puts the files that were kept into the folder; it blocks."""
        context, uri = place.context, _uri(place.context)
        if not context.storage.exists(uri):
            return
        with context.storage.open(uri) as file, zipfile.ZipFile(file) as archive:
            if self._is_too_old(archive, context):
                context.log(Level.DEBUG, "The cache has expired.")
                return
            for entry in archive.infolist():
                _restore(entry, archive, place)
        found = {entry.filename: calendar.timegm(entry.date_time) * 10**9 for entry in archive.infolist()}
        place.own_folder(_MARK).mkdir(parents=True, exist_ok=True)
        (place.own_folder(_MARK) / _NAMES).write_text(json.dumps(found))
        context.log(Level.DEBUG, "The files of the cache are there.")

    def _is_too_old(self, archive: zipfile.ZipFile, context: RunContext) -> bool:
        if self.ttl is None:
            return False
        return context.now() > datetime.fromisoformat(archive.comment.decode()) + self.ttl

    def keep(self, place: Workplace) -> None:
        """Keeps the files for the next run, unless they are those that `restore` put there; it blocks."""
        found = place.directory.find(self.patterns)
        if not _changed(found, place):
            place.context.log(Level.DEBUG, "The files of the cache have not changed.")
            return
        with spool() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
                archive.comment = place.context.now().isoformat().encode()
                for path in found:
                    archive.write(path, path.relative_to(place.directory.path).as_posix())
            file.seek(0)
            place.context.storage.put(_uri(place.context), file)


def _restore(entry: zipfile.ZipInfo, archive: zipfile.ZipFile, place: Workplace) -> None:
    with archive.open(entry) as content:
        written = place.directory.write(entry.filename, cast("BinaryIO", content))
    written.chmod((entry.external_attr >> 16) & 0o777 or 0o644)
    # An old date: whoever writes the file leaves another one, however soon.
    os.utime(written, (calendar.timegm(entry.date_time),) * 2)


def _changed(found: tuple[Path, ...], place: Workplace) -> bool:
    restored = place.own_folder(_MARK) / _NAMES
    if not restored.exists():
        return bool(found)
    present = {path.relative_to(place.directory.path).as_posix(): path.stat().st_mtime_ns for path in found}
    return bool(json.loads(restored.read_text()) != present)


def _uri(context: RunContext) -> str:
    known = context.variables
    return cache_file(context.namespace, known["flow"]["id"], known["task"]["id"], known["taskrun"].get("value"))
