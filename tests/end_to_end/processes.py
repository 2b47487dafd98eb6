"""What runs on this machine, as /proc tells."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path


def until_gone(started, seconds=10):
    """Waits until none of these processes runs."""
    end = time.monotonic() + seconds
    while started & processes().keys():
        assert time.monotonic() < end
        time.sleep(0.01)


def processes_of(session):
    """Returns the processes of a session: a kernel starts one of its own, and what it starts is in it."""
    return {process for process, (_, _, its_session) in processes().items() if its_session == session}


def children_of(parent):
    """Returns the processes that a process started, and those that they started."""
    children = {process for process, (its_parent, _, _) in processes().items() if its_parent == parent}
    return children.union(*map(children_of, children))


def processes():
    """Returns the parent, group and session of each process that runs."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, *numbers = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if state != "Z":
                found[int(folder.name)] = tuple(map(int, numbers))
    return found
