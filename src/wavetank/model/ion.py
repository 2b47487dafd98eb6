from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from wavetank.model.ion_binary_reader import ION_BINARY, IonBinaryReader
from wavetank.model.ion_reader import IonReader
from wavetank.model.ion_writer import dump_value

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ("dump_value", "dumps", "loads")


def dumps(rows: Iterable[object]) -> str:
    """
    Returns rows as Ion text, one row a line, each line ended.

    Dates, date-times, times, durations, decimals, floats and bytes keep their types: `loads` gives them back.

    Raises:
        ValueError: A row holds something that Ion cannot say.
    """
    return "".join(f"{dump_value(row)}\n" for row in rows)


def loads(text: str | bytes, limit: int | None = None) -> list[object]:
    """
    Returns the values of an Ion text, of which lines of JSON are one kind, or of binary Ion.

    Args:
        text: Values one after the other, usually one a line; bytes are binary Ion, or a text in UTF-8.
        limit: How many values to read at most; None for all.

    Raises:
        ValueError: It is not Ion; the message says at which line or byte.
    """
    if isinstance(text, bytes):
        if text.startswith(ION_BINARY):
            return IonBinaryReader(text).values(limit)
        text = text.decode()
    if text.startswith(('{"', "[")):
        try:
            return _json_lines(text, limit)
        except ValueError:
            pass  # Lines that begin like JSON may still be Ion: `{"a": 2024-01-31}`.
    return IonReader(text).values(limit)


def _json_lines(text: str, limit: int | None) -> list[object]:
    rows: list[object] = []
    for line in text.split("\n"):
        if limit is not None and len(rows) >= limit:
            break
        if line and not line.isspace():
            rows.append(json.loads(line, parse_float=_number, parse_constant=_refuse))
    return rows


def _number(text: str) -> float | Decimal:
    """A number with an exponent is a float in Ion, one without is a decimal."""
    return float(text) if "e" in text or "E" in text else Decimal(text)


def _refuse(name: str) -> object:
    raise ValueError(name)
