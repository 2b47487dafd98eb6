from __future__ import annotations

import re
import struct
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.java_format import java_format
from wavetank.pebble.kinds import number_of, text_of
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.number_pattern import format_number
from wavetank.pebble.place import shortened
from wavetank.pebble.values import class_name as java_class

if TYPE_CHECKING:
    from collections.abc import Callable

_INTEGER: Final = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|\d+)")
_LONGEST: Final = 400


def number(value: object, type: str = "") -> object:  # noqa: A002 - Kestra's name of the argument
    """Returns the number that a text says, of a type or of the smallest one that holds it."""
    if value is None:
        return None
    text = text_of(value, "number")
    reader = _READERS.get(type or "")
    if reader is None:
        raise RefusedError(f"'number' has no type '{type}'.", did_you_mean(str(type), filter(None, _READERS)))
    try:
        return reader(text)
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise RefusedError(f"`{shortened(text)}` is not a number of the type '{type or 'any'}'.") from error


def _integer(bits: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if len(text) > _LONGEST or _INTEGER.fullmatch(text) is None:
            raise ValueError(text)
        found = int(text, 16) if "x" in text.lower() else int(text)
        if bits and not -(2 ** (bits - 1)) <= found < 2 ** (bits - 1):
            raise ValueError(text)
        return found

    return read


def _float32(text: str) -> float:
    """The shortest decimal that a 32-bit float prints as."""
    wide = float(text)
    narrow = struct.unpack("f", struct.pack("f", wide))[0]
    texts = (f"{narrow:.{digits}g}" for digits in range(1, 10))
    return next(float(short) for short in texts if struct.unpack("f", struct.pack("f", float(short)))[0] == narrow)


def _inferred(text: str) -> int | float | Decimal:
    if _INTEGER.fullmatch(text):
        return _integer(0)(text)
    suffix = text[-1:]
    if suffix in "lL" and _INTEGER.fullmatch(text[:-1]):
        return _integer(64)(text[:-1])
    return float(text[:-1] if suffix in "fFdD" else text) if len(text) <= _LONGEST else _decimal("")


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST or abs(Decimal(text).adjusted()) > _LONGEST:
        raise ValueError(text)
    return Decimal(text)


_READERS: Final[dict[str, Callable[[str], object]]] = {
    "": _inferred,
    "INT": _integer(32),
    "LONG": _integer(64),
    "BIGINTEGER": _integer(0),
    "FLOAT": _float32,
    "DOUBLE": float,
    "BIGDECIMAL": _decimal,
}


def number_format(value: object, format: str | None = None) -> object:  # noqa: A002 - Pebble's name of the argument
    """Returns a number as a pattern of Java's `DecimalFormat` writes it, as `#,##0.00`."""
    if value is None:
        return None
    pattern = "#,##0.###" if format is None else text_of(format, "numberFormat")
    return format_number(number_of(value, "numberFormat"), pattern)


def formatted(value: object, *arguments: object) -> object:
    """Returns text with its `%s`, `%d`, `%.2f` … filled in, as Java's `String.format`."""
    return None if value is None else java_format(text_of(value, "format"), arguments)


def class_name(value: object) -> object:
    """Returns the name of the Java class of a value."""
    return None if value is None else java_class(value)
