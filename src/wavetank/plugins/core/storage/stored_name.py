from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext


def stored_name(context: RunContext, extension: str) -> str:
    """Returns a new name for a file that a task makes, with an extension as `.ion`, or without."""
    return f"{context.new_id()}{extension}"


def extension_of(uri: str) -> str:
    """Returns what the name of a file ends with, as `.csv`; empty if there is nothing."""
    return posixpath.splitext(uri.partition("?")[0])[1]
