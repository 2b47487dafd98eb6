from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.abc.file_storage import FileStorage
    from wavetank.plugins.aws.s3.s3_object import S3Object


class SeenKeys:
    """
    The objects that were there when a bucket was last looked at, kept in internal storage.

    It says which objects that stay in their bucket were dealt with, also those whose event made no execution, and
    tells an object that changed from one that is new.

    Args:
        uri: Of the file that holds them.
    """

    def __init__(self, storage: FileStorage, uri: str) -> None:
        self._storage = storage
        self._uri = uri
        self._etags: dict[str, str] = json.loads(storage.read(uri)) if storage.exists(uri) else {}
        self._changed = False

    def etag(self, each: S3Object) -> str | None:
        """Returns the ETag with which an object's key was last seen."""
        return self._etags.get(each.place)

    def see(self, each: S3Object) -> None:
        """Notes an object as it is now."""
        self._changed |= self._etags.get(each.place) != each.etag
        self._etags[each.place] = each.etag

    def forget(self, each: S3Object) -> None:
        """Strikes out an object that was taken out of its bucket."""
        self._changed |= self._etags.pop(each.place, None) is not None

    def save(self) -> None:
        """Writes the file, if there is something new."""
        if self._changed:
            self._storage.put(self._uri, json.dumps(self._etags).encode())
            self._changed = False
