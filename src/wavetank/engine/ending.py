from __future__ import annotations

import traceback
from typing import NamedTuple

from wavetank.abc.runnable_task import Outputs, Result
from wavetank.core.written import as_written
from wavetank.errors import TaskError, TimeoutExceededError, WavetankError
from wavetank.model.state import State


class Ending(NamedTuple):
    """
    How an attempt ended, before the task's properties change it.

    Attributes:
        outputs: As they will be read back from disk.
        error: The cause in a sentence, if it failed.
        log_file: The URI of its log, if that goes to a file.
    """

    state: State
    outputs: Outputs | None = None
    error: str = ""
    log_file: str | None = None


def ending_of(left: Outputs | Result | None) -> Ending:
    """
    Returns the ending that the return value of a task is.

    Raises:
        TaskError: Its outputs cannot be written.
    """
    result = left if isinstance(left, Result) else Result(State.SUCCESS, left or {})
    try:
        return Ending(result.state, as_written(result.outputs) if result.keeps_nulls else writable(result.outputs))
    except ValueError as error:
        raise TaskError(f"Its outputs are lost. {error}") from error


def writable(outputs: Outputs | None) -> Outputs | None:
    """
    Returns outputs as they are written; those without a value are left out.

    Raises:
        ValueError: One is no JSON.
    """
    if not outputs:
        return None
    written: Outputs = as_written(outputs)
    return {key: value for key, value in written.items() if value is not None}


def trace_of(error: Exception) -> str:
    """Returns where an error comes from, for one that is no fault of what was written; else nothing."""
    if isinstance(error, WavetankError) and not isinstance(error, TimeoutExceededError):
        return ""
    return "".join(traceback.format_exception(error)).rstrip()
