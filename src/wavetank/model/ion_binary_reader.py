from __future__ import annotations

import struct
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from wavetank.model.ion_reader import annotated

if TYPE_CHECKING:
    from collections.abc import Callable

# What every binary Ion of version 1.0 begins with.
ION_BINARY: Final = b"\xe0\x01\x00\xea"

# Kinds of values, and two lengths with a meaning.
_BOOL, _STRUCT, _ANNOTATION = 1, 13, 14
_VARIABLE, _NULL = 14, 15
_PADDING: Final = object()
_SYSTEM: Final = (
    *("", "$ion", "$ion_1_0", "$ion_symbol_table", "name", "version", "imports", "symbols"),
    *("max_id", "$ion_shared_symbol_table"),
)
_TABLE = "$ion_symbol_table"
_DEEPEST: Final = 200
_FLOATS: Final = {4: ">f", 8: ">d"}
_MOST_SYMBOLS = 1_000_000
_WHOLE_PARTS, _DAY = 6, 3
_CUT = "it ends in the middle of a value"


class IonBinaryReader:
    """
    Reads the values of binary Ion 1.0, as the text reader reads those of a text.

    Symbols of its own tables are known; those of shared tables, which stand elsewhere, have the names `$10`, `$11` ….
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._depth = 0
        self._symbols: list[str] = list(_SYSTEM)

    def values(self, limit: int | None = None) -> list[object]:
        """
        Returns the values at the top, at most `limit`.

        Raises:
            ValueError: The data is no Ion.
        """
        values: list[object] = []
        while (limit is None or len(values) < limit) and self._at < len(self._data):
            if self._data.startswith(ION_BINARY, self._at):
                self._at += len(ION_BINARY)
                self._symbols = list(_SYSTEM)
            else:
                self._take_top(values)
        return values

    def _take_top(self, values: list[object]) -> None:
        try:
            names, found = self._value(len(self._data))
        except (LookupError, struct.error, ArithmeticError, TypeError) as error:
            raise ValueError(f"byte {self._at} is no Ion: {_CUT}, or has no value") from error
        if names and names[0] == _TABLE and isinstance(found, dict):
            self._learn(found)
        elif found is not _PADDING:
            values.append(found)

    def _learn(self, table: dict[str, object]) -> None:
        imports, symbols = table.get("imports"), table.get("symbols")
        if imports != _TABLE:
            self._symbols = list(_SYSTEM)
        for shared in imports if isinstance(imports, list) else ():
            count = shared.get("max_id") if isinstance(shared, dict) else 0
            first, count = len(self._symbols), count if isinstance(count, int) else 0
            if count > _MOST_SYMBOLS:
                raise ValueError(f"a table of {count} symbols is too large")
            self._symbols += [f"${number}" for number in range(first, first + count)]
        self._symbols += [str(symbol) for symbol in symbols] if isinstance(symbols, list) else []

    def _value(self, end: int) -> tuple[tuple[str, ...], object]:
        """Returns the value that begins here, with the names of its annotations."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError(f"byte {self._at} is no Ion: it is nested too deeply")
        kind, low = divmod(self._data[self._at], 16)
        self._at += 1
        length = self._number() if low == _VARIABLE or (kind == _STRUCT and low == 1) else low
        stop = self._at + (0 if low == _NULL or kind == _BOOL else length)
        if stop > end:
            raise ValueError(f"byte {self._at} is no Ion: {_CUT}")
        names, value = self._content(kind, low, stop)
        self._at = stop
        self._depth -= 1
        return names, value

    def _content(self, kind: int, low: int, stop: int) -> tuple[tuple[str, ...], object]:
        if kind == _ANNOTATION and low != _NULL:
            return self._annotated(stop)
        if low == _NULL:
            return (), None
        if kind == _BOOL:
            return (), low == 1
        read = _READERS.get(kind)
        if read is None:
            raise ValueError(f"byte {self._at} is no Ion: there is no type {kind}")
        return (), read(self, stop)

    def _annotated(self, stop: int) -> tuple[tuple[str, ...], object]:
        names = self._names(self._number() + self._at)
        inner, value = self._value(stop)
        for name in names:
            value = annotated(name, value)
        return (*names, *inner), value

    def _names(self, end: int) -> tuple[str, ...]:
        names = []
        while self._at < end:
            names.append(self._symbol(self._number()))
        return tuple(names)

    def _struct(self, stop: int) -> dict[str, object]:
        fields: dict[str, object] = {}
        while self._at < stop:
            name = self._symbol(self._number())
            value = self._value(stop)[1]
            if value is not _PADDING:
                fields[name] = value
        return fields

    def _list(self, stop: int) -> list[object]:
        items = []
        while self._at < stop:
            value = self._value(stop)[1]
            if value is not _PADDING:
                items.append(value)
        return items

    def _padding(self, stop: int) -> object:  # noqa: ARG002 - it says nothing
        return _PADDING

    def _unsigned(self, stop: int) -> int:
        return int.from_bytes(self._data[self._at : stop], "big")

    def _below_zero(self, stop: int) -> int:
        return -self._unsigned(stop)

    def _named(self, stop: int) -> str:
        return self._symbol(self._unsigned(stop))

    def _float(self, stop: int) -> float:
        data = self._data[self._at : stop]
        return float(struct.unpack(_FLOATS[len(data)], data)[0]) if data else 0.0

    def _text(self, stop: int) -> str:
        return self._data[self._at : stop].decode()

    def _bytes(self, stop: int) -> bytes:
        return self._data[self._at : stop]

    def _symbol(self, number: int) -> str:
        return self._symbols[number] if number < len(self._symbols) else f"${number}"

    def _number(self) -> int:
        """A whole number of seven bits a byte; the last byte has the highest bit."""
        number = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            number = number << 7 | byte & 0x7F
            if byte & 0x80:
                return number

    def _signed(self) -> tuple[int, bool]:
        """The same with a sign in the second bit of the first byte; returns also whether it is below zero, or -0."""
        byte = self._data[self._at]
        self._at += 1
        number, negative = byte & 0x3F, bool(byte & 0x40)
        while not byte & 0x80:
            byte = self._data[self._at]
            self._at += 1
            number = number << 7 | byte & 0x7F
        return (-number if negative else number), negative

    def _decimal(self, stop: int) -> Decimal:
        if self._at == stop:
            return Decimal(0)
        exponent, _ = self._signed()
        data = self._data[self._at : stop]
        negative = bool(data and data[0] & 0x80)
        digits = int.from_bytes(bytes([data[0] & 0x7F, *data[1:]]), "big") if data else 0
        return Decimal((int(negative), tuple(map(int, str(digits))), exponent))

    def _timestamp(self, stop: int) -> date | datetime:
        minutes, negative = self._signed()
        parts: list[int] = []
        while self._at < stop and len(parts) < _WHOLE_PARTS:
            parts.append(self._number())
        if len(parts) <= _DAY:
            return date(*(*parts, 1, 1)[:_DAY])
        moment = datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type] # from the year down to the second
        if self._at < stop:
            fraction = self._decimal(stop)
            moment = moment.replace(microsecond=int(fraction * 1_000_000) if 0 < fraction < 1 else 0)
        if not minutes:
            return moment.replace(tzinfo=None) if negative else moment
        return moment.astimezone(timezone(timedelta(minutes=minutes)))


# ruff: noqa: SLF001 - the table below belongs to the class
_READERS: Final[dict[int, Callable[[IonBinaryReader, int], object]]] = {
    0: IonBinaryReader._padding,
    2: IonBinaryReader._unsigned,
    3: IonBinaryReader._below_zero,
    4: IonBinaryReader._float,
    5: IonBinaryReader._decimal,
    6: IonBinaryReader._timestamp,
    7: IonBinaryReader._named,
    8: IonBinaryReader._text,
    9: IonBinaryReader._bytes,
    10: IonBinaryReader._bytes,
    11: IonBinaryReader._list,
    12: IonBinaryReader._list,
    13: IonBinaryReader._struct,
}
