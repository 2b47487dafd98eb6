"""Errors as the person in the cell needs them: what is wrong, where, what to do; no Python traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from wavetank.dialect.excerpt import excerpt
from wavetank.errors import FlowError, WavetankError

if TYPE_CHECKING:
    from collections.abc import Iterator

_RED, _DIM, _PLAIN = "\x1b[1;31m", "\x1b[2m", "\x1b[0m"
_MOST = 5


@contextmanager
def told_briefly(cell: str = "", line: str = "") -> Iterator[None]:
    """
    Has an error of ours shown without a traceback, still as an error of the cell.

    Args:
        cell: The text of the flow in the cell, if there is one.
        line: The first line of the cell, so that places are counted as the editor counts them.
    """
    try:
        yield
    except FlowError as error:
        _show(error, flow_error_lines(error, cell or error.source, line))
        raise
    except WavetankError as error:
        _show(error, error_lines(error))
        raise


def error_lines(error: WavetankError) -> list[str]:
    """Returns the lines that stand in the place of a traceback."""
    place = f"{error.where}: " if error.where else ""
    lines = [f"{_RED}{type(error).__name__}{_PLAIN} {place}{error.cause}", error.remedy]
    return [*filter(None, lines), *_notes(error), _code(error.code)]


def flow_error_lines(error: FlowError, source: str, line: str = "") -> list[str]:
    """Returns the lines that show what is wrong in the text of a flow, each place with the lines around it."""
    text, shift = (f"{line}\n{source}", 1) if line else (source, 0)
    faults = [each for each in error.diagnostics if each.severity == "error"]
    lines = [f"{_RED}{type(error).__name__}{_PLAIN} {_counted(len(faults))}"]
    for fault in faults[:_MOST]:
        moved = msgspec.structs.replace(fault, line=fault.line + shift)
        lines += ["", f"line {moved.line}, column {moved.column}", excerpt(text, moved, context=2, colour=True)]
    rest = len(faults) - _MOST
    return [*lines, *([f"… and {rest} more"] if rest > 0 else []), *_notes(error)]


def _notes(error: WavetankError) -> list[str]:
    return ["", *error.__notes__] if hasattr(error, "__notes__") else []


def _counted(count: int) -> str:
    return "the text of this flow has a fault" if count == 1 else f"the text of this flow has {count} faults"


def _code(code: str) -> str:
    return f"{_DIM}[{code}]{_PLAIN}"


def _show(error: WavetankError, lines: list[str]) -> None:
    # On the instance: IPython asks any error that has the name, and other faces than this one show tracebacks.
    vars(error)["_render_traceback_"] = lambda: lines
