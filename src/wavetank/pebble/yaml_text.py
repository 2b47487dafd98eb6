from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from wavetank.pebble.json_text import json_text
from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.values import Entry, java_text

_RESERVED: Final = frozenset({"", "null", "~", "true", "false", "y", "n", "yes", "no", "on", "off"})
_NOT_PLAIN: Final = re.compile(
    r"^[\s\-?:,\[\]{}#&*!|>'\"%@`](?:\s|$)|^[\s,\[\]{}#&*!|>'\"%@`]|:(?:\s|$)|\s#|[\t\x00-\x08]|\s$"
)
_DEEPEST: Final = 100


def yaml_text(value: object) -> str:
    """
    Returns block YAML with quotes only where they are needed and lists indented by one; it ends with a line break.

    Raises:
        RefusedError: The value holds itself, or is nested too deeply.
    """
    pieces: list[str] = []
    length = 0
    for line in _lines(value, "", 0):
        pieces.append(line)
        length = checked_length(length + len(line) + 1)
    return "\n".join(pieces) + "\n"


def _lines(value: object, margin: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise RefusedError("The value holds itself, or is nested too deeply to be written as YAML.")
    if isinstance(value, Entry):
        value = {value.key: value.value}
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from _under(f"{margin}{_scalar(java_text(key), '')}:", each, margin, depth)
    elif isinstance(value, list | tuple | set | frozenset) and value:
        for each in value:
            yield from _item(each, margin, depth)
    else:
        yield from (margin + _scalar(value, margin)).split("\n")


def _under(label: str, value: object, margin: str, depth: int) -> Iterator[str]:
    """A key, and what belongs to it, on the same line or below."""
    if isinstance(value, Mapping) and value:
        yield label
        yield from _lines(value, f"{margin}  ", depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and value:
        yield label
        yield from _lines(value, margin, depth + 1)
    else:
        yield from f"{label} {_scalar(value, margin)}".split("\n")


def _item(value: object, margin: str, depth: int) -> Iterator[str]:
    """An item of a list: its first line stands behind the dash."""
    inner = f"{margin}   "
    lines = _lines(value, inner, depth + 1)
    yield f"{margin} - {next(lines).removeprefix(inner)}"
    yield from lines


def _scalar(value: object, margin: str) -> str:
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return "{}" if isinstance(value, Mapping) else "[]"
    if not isinstance(value, str):
        text = json_text(value)
        return json.loads(text) if text.startswith('"') else text
    if "\n" in value and "\r" not in value and value.strip():
        return _block(value, margin)
    if value.lower() in _RESERVED or _NOT_PLAIN.search(value) or "\n" in value or not value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return value


def _block(text: str, margin: str) -> str:
    """A literal block; the sign behind `|` says how many line breaks its end has."""
    body = text.rstrip("\n")
    ending = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    hint = "2" if body.startswith(" ") else ""
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([f"|{hint}{ending}", *(f"{margin}  {line}" if line else "" for line in lines)])
