from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wavetank.pebble.json_text import json_text
from wavetank.pebble.limits import checked_length
from wavetank.pebble.values import Entry, java_text

_AS_JSON: Final = (Mapping, list, tuple, set, frozenset, Entry)


def printed(value: object) -> str:
    """Returns what `{{ value }}` prints: nothing for null, JSON for maps and lists, Java's text for everything else."""
    if value is None:
        return ""
    if isinstance(value, str) and type(value) is str:
        return value
    if isinstance(value, _AS_JSON):
        return json_text(value)
    if isinstance(value, bytes):
        return f'"{json_text(value)[1:-1]}"'
    return java_text(value)


def joined(pieces: list[object]) -> str:
    """Returns the text of a whole template, of which these are the pieces."""
    texts = [piece if type(piece) is str else printed(piece) for piece in pieces]
    if len(texts) == 1:
        return texts[0]
    checked_length(sum(map(len, texts)))
    return "".join(texts)
