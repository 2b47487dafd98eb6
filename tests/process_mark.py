from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path


class ProcessMark:
    """A variable for the environment of a process, by which it is found with all that it starts (Linux)."""

    name = "WAVETANK_TEST_MARK"

    def __init__(self):
        self.value = uuid.uuid4().hex

    @property
    def running(self):
        """The ids of the running processes that have it; those that ended and were not fetched have none."""
        wanted, found = f"{self.name}={self.value}".encode(), []
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdigit() and wanted in folder.joinpath("environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return found
