from __future__ import annotations

import json
from collections import UserDict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wavetank.pebble.json_text import carefully, json_text
from wavetank.pebble.missing import RefusedError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, 1.5, None, True, "é\n"]}, '{"a":[1,1.5,null,true,"é\\n"]}'),
        ([1e10, 1e-5], "[1.0E10,1.0E-5]"),
        ([12345678.5], "[1.23456785E7]"),
        ([float("nan")], '["NaN"]'),
        ([Decimal("1E+3")], "[1000]"),
        ({2: "a", True: "b", None: "c"}, '{"2":"a","true":"b","null":"c"}'),
        ({datetime(2024, 1, 1, tzinfo=UTC): 1}, '{"2024-01-01T00:00:00Z":1}'),
        ([datetime(2024, 1, 1, tzinfo=UTC), timedelta(seconds=5)], '["2024-01-01T00:00:00Z","PT5S"]'),
        ({"text": "1e5 0.0001 12345678.5 NaN"}, '{"text":"1e5 0.0001 12345678.5 NaN"}'),
        (UserDict(a=1), '{"a":1}'),
        ({"b": b"hi"}, '{"b":"aGk="}'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_json_is_compact_and_has_the_numbers_of_java(value, expected):
    assert json_text(value) == expected


def test_a_value_that_holds_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(RefusedError):
        json_text(value)
    with pytest.raises(RefusedError):
        carefully(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_the_fast_and_the_careful_way_write_the_same(value):
    assert json_text(value) == carefully(value)
    assert json.loads(json_text(value)) == value
