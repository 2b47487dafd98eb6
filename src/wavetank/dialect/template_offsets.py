from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml.nodes import ScalarNode

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.DOTALL)
_BLANK = " \t\r\n\x85\u2028\u2029"


def template_offsets(text: str, node: ScalarNode) -> list[int]:
    """
    Returns, for each character of a scalar's value, the offset in the text at which it is written.

    YAML folds lines, cuts indentation off and resolves escapes; a blank that it put in place of a line break stands
    where the line break is. One more offset says where the value ends.
    """
    position, end = _content(text, node)
    offsets = []
    for character in node.value:
        position = _next(text, position, end, character, node.style or "")
        offsets.append(min(position, end))
        position = _behind(text, position, end, character, node.style or "")
    return [*offsets, min(position, end)]


def _content(text: str, node: ScalarNode) -> tuple[int, int]:
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("'", '"'):
        return start + 1, end - 1
    if node.style in ("|", ">"):
        return min(text.find("\n", start) + 1 or end, end), end
    return start, end


def _next(text: str, position: int, end: int, character: str, style: str) -> int:
    """Returns where a character of the value is written, from a position on."""
    while style == '"' and text.startswith(("\\\n", "\\\r\n"), position):
        position = _escape_end(text, position)
    if character in _BLANK:
        return position
    while position < end and text[position] in _BLANK:
        position += 1
        while style == '"' and text.startswith(("\\\n", "\\\r\n"), position):
            position = _escape_end(text, position)
    return position


def _behind(text: str, position: int, end: int, character: str, style: str) -> int:
    """Returns the position behind a character of the value that is written at a position."""
    if position >= end:
        return end
    if style == '"' and text[position] == "\\":
        return _escape_end(text, position)
    if style == "'" and text.startswith("''", position):
        return position + 2
    if character in _BLANK and text[position] != character:
        return position if text[position] not in _BLANK else position + 1
    return position + 1


def _escape_end(text: str, position: int) -> int:
    match = _ESCAPE.match(text, position)
    return match.end() if match else position + 1
