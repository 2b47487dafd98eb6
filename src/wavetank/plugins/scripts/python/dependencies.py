from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.abc.task_runner import Command
from wavetank.errors import TaskError
from wavetank.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.abc.task_runner import TaskRunner
    from wavetank.plugins.scripts.workplace import Workplace

_SHOWN_LINES = 8


class Dependencies:
    """
    Packages that a task asks for, in a folder of their own: nothing is installed into the notebook's environment.

    Args:
        python: The Python that will import them.
        wanted: What pip is asked for.
        prefers_uv: uv installs them, where it is installed.
        is_cached: The folder stays, in the user's cache, for all tasks that want the same.
    """

    def __init__(self, python: Path, wanted: Sequence[str], *, prefers_uv: bool, is_cached: bool) -> None:
        self._python, self._wanted, self._is_cached = python, tuple(wanted), is_cached
        self._uv = shutil.which("uv") if prefers_uv else None

    async def folder(self, place: Workplace, runner: TaskRunner) -> Path:
        """
        Returns the folder with the packages, once they are installed.

        Raises:
            TaskError: They cannot be installed.
        """
        if not self._is_cached:
            return await self._installed(place.own_folder("packages"), place, runner)
        kept = _cache() / self._digest()
        if not kept.is_dir():
            # Apart, then moved: a half of an installation is never found, nor met by another task's.
            fresh = kept.with_name(f"{kept.name}.{place.context.task_run_id}")
            try:
                await self._installed(fresh, place, runner)
                await anyio.to_thread.run_sync(_move, fresh, kept)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return kept

    def _digest(self) -> str:
        known = json.dumps([str(self._python), sys.version, sys.platform, sorted(self._wanted)])
        return hashlib.sha256(known.encode()).hexdigest()[:32]

    async def _installed(self, target: Path, place: Workplace, runner: TaskRunner) -> Path:
        written: list[str] = []

        def listen(line: str, *, error: bool) -> None:  # noqa: ARG001 - both are the story of an installation
            written.append(line)
            place.context.log(Level.DEBUG, line)

        command = Command(self._command(target), place.directory.path)
        if await runner.run(command, place.context, listen) != 0:
            raise TaskError(
                f"The dependencies {', '.join(self._wanted)} cannot be installed: {' '.join(written[-_SHOWN_LINES:])}",
                remedy="Check their names and the network; without pip in this Python, install uv.",
            )
        return target

    def _command(self, target: Path) -> tuple[str, ...]:
        python, folder = str(self._python), str(target)
        if self._uv is not None:
            return (self._uv, "pip", "install", "--quiet", "--python", python, "--target", folder, *self._wanted)
        quietly = ("install", "--quiet", "--disable-pip-version-check", "--root-user-action", "ignore")
        return (python, "-m", "pip", *quietly, "--target", folder, *self._wanted)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wavetank" / "python"


def _move(fresh: Path, kept: Path) -> None:
    try:
        fresh.rename(kept)
    except OSError:
        # Another task was quicker with the same packages.
        if not kept.is_dir():
            raise
