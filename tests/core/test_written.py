from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wavetank.core.written import as_written, clean_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


def test_a_value_comes_back_as_it_is_read_from_disk():
    value = {"at": datetime(2025, 1, 1, tzinfo=UTC), "price": Decimal("1.50"), 3: (1, 2), "set": {7}}
    assert as_written(value) == {"at": "2025-01-01T00:00:00Z", "price": "1.50", "3": [1, 2], "set": [7]}


def test_a_duration_is_written_as_java_writes_it_wherever_it_stands():
    minute = timedelta(minutes=1)
    value = {"a": minute, "b": [timedelta(days=1, seconds=5), ("Paris", -minute)], "c": {minute}}
    assert as_written(value) == {"a": "PT1M", "b": ["PT24H5S", ["Paris", "PT-1M"]], "c": ["PT1M"]}
    assert as_written(-minute) == "PT-1M"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2024, 1, 1, 10, 0, 0, 123_000, UTC), "2024-01-01T10:00:00.123Z"),
        (datetime(2024, 1, 1, 10, 0, 0, 123_400, UTC), "2024-01-01T10:00:00.123400Z"),
        (datetime(2024, 1, 1, 10, 0, 0, 500_000, timezone(timedelta(hours=2))), "2024-01-01T10:00:00.500+02:00"),
        (datetime(2024, 1, 1, 10, 0, 0, 500_000, timezone(-timedelta(hours=2))), "2024-01-01T10:00:00.500-02:00"),
        (datetime(2024, 1, 1, 10), "2024-01-01T10:00:00"),  # noqa: DTZ001 - a local one is meant
        (time(10, 0, 0, 500_000), "10:00:00.500"),
        (time(10), "10:00:00"),
    ],
)
def test_a_time_has_as_many_digits_as_in_java(value, text):
    assert as_written({"at": [value]}) == {"at": [text]}


def test_half_of_a_surrogate_pair_is_replaced_and_does_not_stop_anything():
    assert as_written({"a": ["x\ud800y"], "\udc00": 1}) == {"a": ["x\ufffdy"], "\ufffd": 1}


def test_what_is_no_json_is_refused_with_its_type():
    with pytest.raises(ValueError, match="object"):
        as_written({"a": object()})


def test_a_value_that_contains_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(ValueError, match="JSON"):
        as_written(value)


@given(JSON)
def test_anything_that_is_json_can_be_written_and_comes_back_once_and_for_all(value):
    try:
        once = as_written(value)
    except ValueError:
        return
    assert msgspec.json.encode(once)
    assert as_written(once) == once


@given(st.text(st.characters(exclude_categories=())))
def test_a_clean_text_can_always_be_written(text):
    clean_text(text).encode()
