from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Final

from wavetank.durations import parse_duration

_BLANK: Final = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_PIECE: Final = (
    r'(?P<string>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<long>'''(?:[^'\\]|\\.|'(?!''))*''')"
    r"|(?P<quoted>'(?:[^'\\\n]|\\.)*')"
    r"|(?P<timestamp>\d{4}-\d\d(?:-\d\d(?:T(?:\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:\d\d))?)?|T)|\d{4}T)"
    r"|(?P<based>-?0[xX][0-9a-fA-F_]+|-?0[bB][01_]+)"
    r"|(?P<float>-?\d[\d_]*(?:\.[\d_]*)?[eE][-+]?\d+|[-+]inf)"
    r"|(?P<decimal>-?\d[\d_]*(?:\.[\d_]*(?:[dD][-+]?\d+)?|[dD][-+]?\d+))"
    r"|(?P<int>-?\d[\d_]*)"
    r"|(?P<blob>\{\{[^{}]*\}\})"
    r"|(?P<symbol>[A-Za-z_$][\w$]*(?:\.[a-z]+)?)"
    r"|(?P<mark>::|[\[\](){},:])"
)
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r\n|.))", re.DOTALL)
_SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SHORT_ESCAPES: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_WORDS: Final = {"null": None, "true": True, "false": False, "nan": float("nan")}
_DEEPEST: Final = 200
_MICROSECONDS: Final = 6


@cache
def _token() -> re.Pattern[str]:
    # Milliseconds, which only those wait for who read Ion.
    return re.compile(_PIECE, re.DOTALL)


class IonReader:
    """Reads the values of one Ion text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.depth = 0

    def values(self, limit: int | None = None) -> list[object]:
        """Returns the values at the top, at most `limit`."""
        values: list[object] = []
        while (limit is None or len(values) < limit) and not self._at_end():
            start = self.offset
            value = self._value()
            if not (value == "$ion_1_0" and self.text.startswith("$ion_1_0", start)):
                values.append(value)
        return values

    def _at_end(self) -> bool:
        self._skip()
        return self.offset >= len(self.text)

    def _skip(self) -> None:
        blank = _BLANK.match(self.text, self.offset)
        if blank is not None:
            self.offset = blank.end()

    def _error(self, message: str) -> ValueError:
        line = self.text.count("\n", 0, self.offset) + 1
        return ValueError(f"line {line} is not Ion: {message}")

    def _token(self) -> tuple[str, str]:
        self._skip()
        found = _token().match(self.text, self.offset)
        if found is None or found.lastgroup is None:
            raise self._error("a value is missing" if self._at_end() else f"`{self.text[self.offset]}` is unexpected")
        self.offset = found.end()
        return found.lastgroup, found[0]

    def _accept(self, mark: str) -> bool:
        self._skip()
        if self.text.startswith(mark, self.offset):
            self.offset += len(mark)
            return True
        return False

    def _value(self) -> object:
        """The value that begins here, with its annotations."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error("it is nested too deeply")
        kind, text = self._token()
        if kind in ("symbol", "quoted") and self._accept("::"):
            value = annotated(text.strip("'"), self._value())
        elif kind == "mark":
            value = self._container(text)
        elif kind == "long":
            value = self._long_string(text)
        else:
            value = self._scalar(kind, text)
        self.depth -= 1
        return value

    def _scalar(self, kind: str, text: str) -> object:
        try:
            return _SCALARS[kind](text)
        except (ValueError, OverflowError, ArithmeticError) as error:
            raise self._error(f"`{text[:50]}` has no value") from error

    def _container(self, mark: str) -> object:
        if mark == "{":
            return self._struct()
        if mark not in "[(":
            raise self._error(f"`{mark}` is unexpected")
        items: list[object] = []
        closing = "]" if mark == "[" else ")"
        while not self._accept(closing):
            items.append(self._value())
            if mark == "[" and not self._accept(",") and not self._ahead(closing):
                raise self._error("`,` or `]` is missing")
        return items

    def _struct(self) -> dict[str, object]:
        fields: dict[str, object] = {}
        while not self._accept("}"):
            kind, text = self._token()
            if kind not in ("string", "long", "quoted", "symbol"):
                raise self._error(f"`{text}` is no name of a field")
            name = self._long_string(text) if kind == "long" else text if kind == "symbol" else _unescaped(text[1:-1])
            if not self._accept(":"):
                raise self._error(f"`:` is missing behind `{name}`")
            fields[name] = self._value()
            if not self._accept(",") and not self._ahead("}"):
                raise self._error("`,` or `}` is missing")
        return fields

    def _ahead(self, mark: str) -> bool:
        self._skip()
        return self.text.startswith(mark, self.offset)

    def _long_string(self, text: str) -> str:
        """Long strings that follow each other are one."""
        parts = [_unescaped(text[3:-3])]
        while self._ahead("'''"):
            parts.append(_unescaped(self._token()[1][3:-3]))
        return "".join(parts)


def annotated(annotation: str, value: object) -> object:
    """Returns a value as its annotation tells what it is: a time of day or a duration, written as a text."""
    if annotation == "LocalTime" and isinstance(value, str):
        return time.fromisoformat(value)
    if annotation == "Duration" and isinstance(value, str):
        return parse_duration(value)
    return value


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _SURROGATES.sub(_joined_surrogates, _ESCAPE.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        return chr(int(code, 16))
    return "" if found[4] in ("\n", "\r\n") else _SHORT_ESCAPES.get(found[4], found[4])


def _joined_surrogates(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _symbol(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    return None if text.startswith("null.") else text


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("_", "").lower().replace("d", "e"))


def _float(text: str) -> float:
    return float(text.replace("_", ""))


def _based(text: str) -> int:
    return int(text.replace("_", ""), 0)


def _timestamp(text: str) -> date | datetime:
    """A day, month or year is a date; an unknown offset (`-00:00`) a date-time without a zone."""
    day, _, clock = text.partition("T")
    if not clock:
        return date.fromisoformat((day + "-01-01")[:10])
    offset_length = 1 if clock.endswith("Z") else 6
    clock, offset = clock[:-offset_length], clock[-offset_length:]
    seconds, _, fraction = clock.partition(".")
    moment = datetime.fromisoformat(f"{day}T{seconds}")
    if fraction:
        moment = moment.replace(microsecond=int(fraction.ljust(_MICROSECONDS, "0")[:_MICROSECONDS]))
    return moment if offset == "-00:00" else moment.replace(tzinfo=_zone(offset))


def _zone(offset: str) -> timezone:
    if offset in ("Z", "+00:00"):
        return UTC
    length = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return timezone(-length if offset[0] == "-" else length)


def _blob(text: str) -> object:
    inner = text[2:-2].strip()
    return (
        _unescaped(inner[1:-1]).encode()
        if inner.startswith('"')
        else base64.b64decode("".join(inner.split()), validate=True)
    )


_SCALARS: Final = {
    "string": lambda text: _unescaped(text[1:-1]),
    "quoted": lambda text: _unescaped(text[1:-1]),
    "timestamp": _timestamp,
    "based": _based,
    "float": _float,
    "decimal": _decimal,
    "int": lambda text: int(text.replace("_", "")),
    "blob": _blob,
    "symbol": _symbol,
}
