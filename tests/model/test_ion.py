from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wavetank.model.ion import dumps, loads

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.times()
    | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1000))
    | st.binary()
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(st.lists(values))
def test_rows_come_back_with_their_types(rows):
    back = loads(dumps(rows))
    assert back == rows
    assert [type(row) for row in back] == [type(row) for row in rows]


def test_a_row_is_one_line_of_bare_symbols():
    assert dumps([{"id": 1, "value": "a\nb"}, {"my-key": [True, None], "null": 1}]) == (
        "{id:1,value:\"a\\nb\"}\n{'my-key':[true,null],'null':1}\n"
    )


def test_offsets_of_date_times_are_kept():
    moment = datetime(2013, 9, 8, 16, 19, 12, 123456, tzinfo=timezone(timedelta(hours=2)))
    back = loads(dumps([moment]))[0]
    assert back == moment
    assert back.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{id:1,value:"value1"}', {"id": 1, "value": "value1"}),
        (
            '{date:2024-04-21T23:00:00.000Z, title:"Main_Page",views:109787}',
            {"date": datetime(2024, 4, 21, 23, tzinfo=UTC), "title": "Main_Page", "views": 109787},
        ),
        ("2021-09-01", date(2021, 9, 1)),
        ("2021T", date(2021, 1, 1)),
        ("1.0", Decimal("1.0")),
        ("1e0", 1.0),
        ("1d2", Decimal("1E+2")),
        ("0x1F", 31),
        ("1_000", 1000),
        ("+inf", float("inf")),
        ("null.string", None),
        ("symbol", "symbol"),
        ("'quoted symbol'", "quoted symbol"),
        ("'''long ''' '''string'''", "long string"),
        ("{{aGk=}}", b"hi"),
        ("[1, 2,]", [1, 2]),
        ("(a b)", ["a", "b"]),
        ("annotated::{a:1}", {"a": 1}),
        ("// comment\n/* more */ 1", 1),
        ("$ion_1_0 1", 1),
        ('"\\u00e9\\x41\\n"', "éA\n"),
        ('LocalTime::"10:15:30"', time(10, 15, 30)),
        ('Duration::"PT5S"', timedelta(seconds=5)),
        ('{"a": 1, "b": [1.5]}', {"a": 1, "b": [Decimal("1.5")]}),
        ('{"a": 2024-01-31}', {"a": date(2024, 1, 31)}),
    ],
)
def test_texts_of_ion_and_json_are_read(text, value):
    assert loads(text) == [value]


def test_lines_of_json_are_rows():
    assert loads('{"a":1}\n\n{"a":2}\n') == [{"a": 1}, {"a": 2}]


def test_no_more_rows_are_read_than_asked_for():
    assert loads("1 2 [", limit=2) == [1, 2]
    assert loads('{"a":1}\n{"a":2}\n{', limit=2) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    "text",
    ["{", "[1 2]", "{a}", "{a:}", '"open', "'open", "]", "1.2.3.", "2024-13-01", "%", "[" * 5000, "{{!!}}", "a::"],
)
def test_what_is_not_ion_is_refused_with_its_line(text):
    with pytest.raises(ValueError, match="line 2"):
        loads("1\n" + text)


def test_what_ion_cannot_say_is_refused():
    circle = []
    circle.append(circle)
    for value in (object(), circle, Decimal("NaN")):
        with pytest.raises(ValueError):
            dumps([value])
