from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from wavetank.durations import parse_duration

_DURATION = re.compile(r"P(?=\d|T\d)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")


class KeyType(StrEnum):
    """The types of values in the key-value store."""

    STRING = "STRING"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    DATETIME = "DATETIME"
    DATE = "DATE"
    DURATION = "DURATION"
    JSON = "JSON"


class KeyValue(msgspec.Struct, frozen=True, kw_only=True):
    """
    A value of the key-value store.

    Attributes:
        value: Text, number, boolean, datetime (aware), date, timedelta, map, list or None.
        expires: When it is gone (aware), or None for never.
    """

    key: str
    value: Any
    expires: datetime | None = None
    description: str = ""

    @property
    def type(self) -> KeyType:
        """What kind of value it is."""
        return type_of(self.value)


def type_of(value: object) -> KeyType:
    """Returns the type under which a value is kept; maps, lists and null are JSON."""
    for kind, types in _TYPES:
        if isinstance(value, types):
            return kind
    return KeyType.JSON


def kept_value(value: object) -> object:
    """Returns a value as the store gives it back: a text that is an ISO duration is a duration, a decimal a number."""
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return parse_duration(value)
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


_TYPES: tuple[tuple[KeyType, type | tuple[type, ...]], ...] = (
    (KeyType.BOOLEAN, bool),
    (KeyType.NUMBER, (int, float, Decimal)),
    (KeyType.DATETIME, datetime),
    (KeyType.DATE, date),
    (KeyType.DURATION, timedelta),
    (KeyType.STRING, (str, time)),
)
