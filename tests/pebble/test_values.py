from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from wavetank.pebble.values import Entry, class_name, double_text, java_text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (12, "12"),
        (1.5, "1.5"),
        (None, "null"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.50"), "1.50"),
        ([1, "a", None], "[1, a, null]"),
        ({"a": 1, "b": [True]}, "{a=1, b=[true]}"),
        (Entry("k", 1), "k=1"),
        (date(2024, 1, 31), "2024-01-31"),
        (time(10, 15), "10:15"),
        (time(10, 15, 30, 120000), "10:15:30.120"),
        (timedelta(minutes=90, seconds=1.5), "PT1H30M1.5S"),
        (datetime(2024, 6, 15, 10, tzinfo=UTC), "2024-06-15T10:00:00Z"),
        (datetime.fromisoformat("2024-06-15T10:00"), "2024-06-15T10:00"),
        (datetime(2024, 6, 15, 10, tzinfo=timezone(timedelta(hours=2))), "2024-06-15T10:00+02:00"),
        (datetime(2024, 6, 15, 10, 0, 1, tzinfo=ZoneInfo("Europe/Paris")), "2024-06-15T10:00:01+02:00[Europe/Paris]"),
        (datetime(2024, 6, 15, 10, 0, 1, 500, tzinfo=UTC), "2024-06-15T10:00:01.000500Z"),
    ],
)
def test_values_print_as_java_prints_them(value, expected):
    assert java_text(value) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (9999999.0, "9999999.0"),
        (10000000.0, "1.0E7"),
        (1.5e300, "1.5E300"),
        (-1.25e-7, "-1.25E-7"),
        (123456789.125, "1.23456789125E8"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_doubles_print_as_java_prints_them(number, expected):
    assert double_text(number) == expected


def test_class_names_are_those_of_java():
    values = (True, 1, 2**63, 1.5, "a", [], {}, None)
    assert [class_name(value).rpartition(".")[2] for value in values] == [
        "Boolean",
        "Long",
        "BigInteger",
        "Double",
        "String",
        "ArrayList",
        "LinkedHashMap",
        "Object",
    ]
