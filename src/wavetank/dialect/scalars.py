"""
What a scalar without quotes means to a Kestra server.

SnakeYAML sorts scalars by YAML 1.1, Jackson then makes values of them: dates, sexagesimal numbers and `y`/`n` stay
text, `yes`/`no`/`on`/`off` are booleans. Keys are always text and never come here.
"""

from __future__ import annotations

import math
import re

_INTEGER = re.compile(
    r"(?P<sign>[-+]?)(?:0[bB](?P<binary>[01_]+)|0[xX](?P<hexadecimal>[0-9a-fA-F_]+)|0(?P<octal>[0-7_]+)"
    r"|(?P<decimal>0|[1-9][0-9_]*))"
)
_FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
)
_BASES = {"binary": 2, "hexadecimal": 16, "octal": 8, "decimal": 10}
_LONGEST_NUMBER = 400
_WORDS: dict[str, bool | None] = {
    written: value
    for word, value in [
        *((word, True) for word in ("true", "yes", "on")),
        *((word, False) for word in ("false", "no", "off")),
        ("null", None),
    ]
    for written in (word, word.capitalize(), word.upper())
} | {"~": None, "": None}
_FIRST_OF_NUMBERS = frozenset("0123456789+-.")
BOOLEAN_WORDS = frozenset(word for word in _WORDS if word.lower() in ("yes", "no", "on", "off"))

Scalar = str | int | float | bool | None


def plain_value(text: str) -> Scalar:
    """Returns the value of a scalar without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST_OF_NUMBERS or len(text) > _LONGEST_NUMBER:
        return text
    match = _INTEGER.fullmatch(text)
    if match is not None:
        return _integer(match, text)
    return _float(text) if _FLOAT.fullmatch(text) else text


def _integer(match: re.Match[str], text: str) -> int | str:
    name = match.lastgroup or ""
    digits = match[name].replace("_", "")
    if not digits:
        return text
    number = int(digits, _BASES[name])
    return -number if match["sign"] == "-" else number


def _float(text: str) -> float | str:
    number = float(text.replace("_", ""))
    return number if math.isfinite(number) else text


def tagged_value(tag: str, text: str) -> Scalar:
    """
    Returns the value of a scalar with one of the standard tags, as `!!str 12`.

    Raises:
        ValueError: The text is no value of that kind.
    """
    if tag == "str":
        return text
    value = plain_value(text)
    kinds: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "bool": (bool,), "null": (type(None),)}
    if not isinstance(value, kinds[tag]) or (tag != "bool" and isinstance(value, bool)):
        raise ValueError(f"`{text}` is no value of !!{tag}")
    return value
