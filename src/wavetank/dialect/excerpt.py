from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.model.diagnostic import Diagnostic

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
_WIDEST = 140


def excerpt(source: str, diagnostic: Diagnostic, *, context: int = 2, colour: bool = False) -> str:
    """
    Returns the numbered lines around the place of a diagnostic, the place marked with `^`, its message and remedy.

    Args:
        source: The text that was checked.
        diagnostic: One of what was found in it.
        context: How many lines to show before and behind the place.
        colour: Whether to colour it with ANSI sequences.
    """
    lines = source.split("\n")
    first = max(diagnostic.line - context, 1)
    end = len(lines) if lines[-1] else len(lines) - 1
    last = max(min(diagnostic.line + context, end), diagnostic.line)
    width = len(str(last))
    shown = []
    for number in range(first, last + 1):
        text, mark = _window(lines[number - 1], diagnostic)
        shown.append(f"{number:>{width}} | {text}".rstrip())
        if number == diagnostic.line:
            shown.append(f"{'':>{width}} | {_painted(mark, diagnostic, colour=colour)}")
    said = _painted(f"{diagnostic.message} [{diagnostic.code}]", diagnostic, colour=colour)
    return "\n".join([*shown, said, diagnostic.remedy]).rstrip()


def _window(line: str, diagnostic: Diagnostic) -> tuple[str, str]:
    """Returns a line, cut around the place if it is long, and the marks below it."""
    start = max(diagnostic.column - 1 - _WIDEST // 2, 0) if len(line) > _WIDEST else 0
    piece = line[start : start + _WIDEST]
    before = line[start : diagnostic.column - 1]
    marked = line[diagnostic.column - 1 : min(diagnostic.end_column - 1, start + _WIDEST)]
    return _printable(piece), f"{' ' * _cells(before)}{'^' * max(_cells(marked), 1)}"


def _printable(text: str) -> str:
    """Returns a text that does nothing to a terminal: a tab is shown as an arrow."""
    return "".join("→" if each == "\t" else each if each.isprintable() else "�" for each in text.rstrip("\r"))


def _cells(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _painted(text: str, diagnostic: Diagnostic, *, colour: bool) -> str:
    return f"\x1b[{_COLOURS[diagnostic.severity]}m{text}\x1b[0m" if colour else text
