from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.operators import is_number
from wavetank.pebble.values import java_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SPECIFIER: Final = re.compile(r"%(?:(\d{1,4})\$)?([-#+ 0,(]*)(\d{1,5})?(?:\.(\d{1,3}))?([a-zA-Z%])")
_WIDEST: Final = 10_000


def java_format(text: str, arguments: Sequence[object]) -> str:
    """
    Returns text with its specifiers filled in as Java's `String.format` does: `%s`, `%5d`, `%,.2f`, `%2$x`.

    Raises:
        RefusedError: A specifier is unknown, has no argument, or one of the wrong kind.
    """
    pieces: list[str] = []
    place = start = length = 0
    for found in _SPECIFIER.finditer(text):
        pieces.append(_literal(text[start : found.start()]))
        start = found.end()
        if found[5] in "%n":
            pieces.append("%" if found[5] == "%" else "\n")
            continue
        index = int(found[1]) - 1 if found[1] else place
        place += not found[1]
        if not 0 <= index < len(arguments):
            raise RefusedError(f"The specifier `{found[0]}` of 'format' has no argument.")
        pieces.append(_filled(found, arguments[index]))
        length = checked_length(length + len(pieces[-1]))
    return "".join(pieces) + _literal(text[start:])


def _literal(text: str) -> str:
    if "%" in text:
        raise RefusedError(f"`{text[text.index('%') :][:10]}` is not a specifier of 'format'.", "Write `%%` for `%`.")
    return text


def _filled(found: re.Match[str], value: object) -> str:
    writer = _WRITERS.get(found[5].lower())
    if writer is None or int(found[3] or 0) > _WIDEST:
        raise RefusedError(f"`{found[0]}` is not a specifier of 'format'.")
    flags, precision = found[2], int(found[4]) if found[4] else None
    text = "null" if value is None else writer(value, flags, precision)
    if found[5].isupper():
        text = text.upper()
    width = int(found[3] or 0)
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and is_number(value):
        sign = text[:1] if text[:1] in "+- (" else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width)


def _string(value: object, _flags: str, precision: int | None) -> str:
    return java_text(value)[:precision]


def _signed(digits: str, flags: str, *, is_negative: bool) -> str:
    if is_negative:
        return f"({digits})" if "(" in flags else f"-{digits}"
    return f"+{digits}" if "+" in flags else f" {digits}" if " " in flags else digits


def _integer(value: object, flags: str, _precision: int | None) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RefusedError(f"`%d` needs an integer, not `{java_text(value)[:50]}`.")
    return _signed(f"{abs(value):,}" if "," in flags else str(abs(value)), flags, is_negative=value < 0)


def _based(letter: str) -> Callable[[object, str, int | None], str]:
    def write(value: object, flags: str, _precision: int | None) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise RefusedError(f"`%{letter}` needs an integer, not `{java_text(value)[:50]}`.")
        digits = format(value if value >= 0 else value + 2**64, letter)
        return {"x": "0x", "o": "0"}[letter] + digits if "#" in flags else digits

    return write


def _real(letter: str) -> Callable[[object, str, int | None], str]:
    def write(value: object, flags: str, precision: int | None) -> str:
        if not isinstance(value, float | Decimal):
            remedy = "Add `.0` to an integer, or use `%d`."
            raise RefusedError(f"`%{letter}` needs a decimal number, not `{java_text(value)[:50]}`.", remedy)
        number = abs(Decimal(repr(value)) if isinstance(value, float) else value)
        digits = 6 if precision is None else precision
        if letter == "f" and number.is_finite():
            number = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) if number.adjusted() < 20 else number  # noqa: PLR2004
        text = format(number, f"{',' if ',' in flags else ''}.{digits}{letter}")
        if letter == "e":
            text = re.sub(r"e([-+])(\d)$", r"e\g<1>0\2", text)
        return _signed(text, flags, is_negative=value < 0)

    return write


_WRITERS: Final[dict[str, Callable[[object, str, int | None], str]]] = {
    "s": _string,
    "d": _integer,
    "x": _based("x"),
    "o": _based("o"),
    "f": _real("f"),
    "e": _real("e"),
    "g": _real("g"),
    "b": lambda value, _flags, precision: ("true" if value is not False else "false")[:precision],
    "c": lambda value, _flags, _precision: chr(value) if isinstance(value, int) else java_text(value)[:1],
    "h": lambda value, _flags, _precision: format(_java_hash(java_text(value)), "x"),
}


def _java_hash(text: str) -> int:
    value = 0
    for unit in text.encode("utf-16-be")[1::2] if text.isascii() else _units(text):
        value = (31 * value + unit) & 0xFFFFFFFF
    return value


def _units(text: str) -> list[int]:
    encoded = text.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(encoded[index : index + 2], "big") for index in range(0, len(encoded), 2)]
