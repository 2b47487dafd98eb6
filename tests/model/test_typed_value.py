from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import IntEnum

import pytest

from wavetank.model.input_type import InputType
from wavetank.model.typed_value import typed_value

BERLIN = timezone(timedelta(hours=1))


class Size(IntEnum):
    BIG = 3


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("STRING", "x", "x"),
        ("STRING", 12, "12"),
        ("STRING", True, "true"),
        ("STRING", {"a": 1}, '{"a": 1}'),
        ("INT", "42", 42),
        ("INT", 42, 42),
        ("INT", Size.BIG, 3),
        ("FLOAT", "42.42", 42.42),
        ("FLOAT", 1, 1.0),
        ("BOOLEAN", "TRUE", True),
        ("BOOLEAN", "yes", False),
        ("BOOL", False, False),
        ("DATETIME", "2019-10-06T18:27:49Z", datetime(2019, 10, 6, 18, 27, 49, tzinfo=UTC)),
        ("DATETIME", "2019-10-06T18:27:49+01:00", datetime(2019, 10, 6, 17, 27, 49, tzinfo=UTC)),
        ("DATETIME", datetime(2019, 10, 6, 18, tzinfo=BERLIN), datetime(2019, 10, 6, 17, tzinfo=UTC)),
        ("DATE", "2019-10-06", date(2019, 10, 6)),
        ("DATE", date(2019, 10, 6), date(2019, 10, 6)),
        ("TIME", "18:27:49", time(18, 27, 49)),
        ("TIME", "18:27", time(18, 27)),
        ("DURATION", "PT5M6S", timedelta(minutes=5, seconds=6)),
        ("DURATION", 90, timedelta(seconds=90)),
        ("JSON", '{"a": "b"}', {"a": "b"}),
        ("JSON", "{}", {}),
        ("JSON", [1], [1]),
        ("YAML", {"a": 1}, {"a": 1}),
        ("URI", "https://www.google.com", "https://www.google.com"),
        ("URI", "http://localhost:8080/api", "http://localhost:8080/api"),
        ("URI", "kestra:///a/b.txt", "kestra:///a/b.txt"),
        ("URI", "jdbc:duckdb:", "jdbc:duckdb:"),
        ("URI", "ftp://me@files.example.org:21/a?b#c", "ftp://me@files.example.org:21/a?b#c"),
        ("EMAIL", "a.b@example.com", "a.b@example.com"),
        ("EMAIL", "", ""),
        ("SELECT", 1, "1"),
        ("ARRAY", '["1", "2"]', ["1", "2"]),
        ("ARRAY", (1, 2), [1, 2]),
    ],
)
def test_a_raw_value_becomes_a_value_of_the_type(kind, raw, value):
    typed = typed_value(InputType(kind), raw)
    assert typed == value
    assert type(typed) is type(value)


def test_a_moment_is_in_utc():
    assert typed_value(InputType.DATETIME, datetime(2019, 10, 6, 18, tzinfo=BERLIN)).tzinfo is UTC


def test_elements_are_of_the_type_of_elements():
    assert typed_value(InputType.ARRAY, '["1", 2]', InputType.INT) == [1, 2]
    with pytest.raises(ValueError, match="element `s1` is no INT"):
        typed_value(InputType.ARRAY, '["s1"]', InputType.INT)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("INT", "4.2"),
        ("INT", 4.2),
        ("INT", True),
        ("INT", 2**31),
        ("INT", "9" * 5000),
        ("FLOAT", "much"),
        ("FLOAT", "nan"),
        ("FLOAT", True),
        ("FLOAT", []),
        ("DATETIME", "2019-10-06T18:27:49"),
        ("DATETIME", "2019-10-06"),
        ("DATETIME", 12),
        ("DATE", "2019-02-30"),
        ("DATE", "20191006"),
        ("DATE", 12),
        ("DATE", datetime(2019, 10, 6, tzinfo=UTC)),
        ("TIME", "25:00"),
        ("TIME", "10:00+01:00"),
        ("DURATION", "5 minutes"),
        ("DURATION", "P999999999999D"),
        ("JSON", "{a: 1}"),
        ("JSON", "[" * 100_000),
        ("YAML", "a: 1"),
        ("URI", "http:/bla"),
        ("URI", "http://"),
        ("URI", "two words"),
        ("URI", "mailto:two words"),
        ("URI", ""),
        ("EMAIL", "nobody"),
        ("ARRAY", "1"),
        ("ARRAY", "x"),
        ("MULTISELECT", {"a": 1}),
    ],
)
def test_what_is_no_value_of_the_type_is_refused_with_a_reason(kind, raw):
    with pytest.raises(ValueError, match=r"it must|it is|is not"):
        typed_value(InputType(kind), raw)


def test_every_type_has_a_reader():
    for kind in InputType:
        try:
            typed_value(kind, "x")
        except ValueError as refusal:
            assert str(refusal)  # noqa: PT017 - most types refuse this text, none must be forgotten
