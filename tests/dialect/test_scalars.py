"""Scalars are read as SnakeYAML and Jackson read them on a Kestra server."""

from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.dialect.plain import read_plain
from wavetank.dialect.scalars import plain_value, tagged_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("Yes", True),
        ("on", True),
        ("OFF", False),
        ("no", False),
        ("y", "y"),
        ("n", "n"),
        ("yEs", "yEs"),
        ("null", None),
        ("~", None),
        ("", None),
        ("nil", "nil"),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("1_000", 1000),
        ("017", 15),
        ("08", "08"),
        ("0o17", "0o17"),
        ("0x1F", 31),
        ("0b101", 5),
        ("0x_", "0x_"),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("12:30", "12:30"),
        ("190:20:30.15", "190:20:30.15"),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31T10:15:30Z", "2024-01-31T10:15:30Z"),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        ("9" * 5000, "9" * 5000),
        ("=", "="),
    ],
)
def test_a_scalar_without_quotes_has_this_value(text, value):
    read = plain_value(text)
    assert read == value
    assert type(read) is type(value)


def test_keys_are_always_text():
    assert read_plain("on: 1\nyes: 2\n~: 3\n012: 4\n1.50: 5\n") == {"on": 1, "yes": 2, "~": 3, "012": 4, "1.50": 5}


def test_quotes_keep_a_text_a_text():
    assert read_plain("['yes', \"012\", '2024-01-31', 'null']") == ["yes", "012", "2024-01-31", "null"]


def test_the_standard_tags_say_what_a_scalar_is():
    assert read_plain("[!!str 12, !!int '12', !!float 1, !!bool yes, !!null '']") == ["12", 12, 1, True, None]


def test_a_tag_that_does_not_suit_its_text_is_refused():
    with pytest.raises(ValueError, match="no value of !!int"):
        tagged_value("int", "yes")


@pytest.mark.parametrize("text", ["a: b: c", "a: *x", "!!python/object:os.system {}", "a: 1\n---\nb: 2\n"])
def test_a_text_that_is_no_plain_yaml_is_refused(text):
    with pytest.raises(ValueError, match="it must be"):
        read_plain(text)


def test_a_tag_of_ones_own_is_passed_over_with_a_warning():
    text = "id: f\nnamespace: n\ntasks:\n  - {id: a, type: io.kestra.plugin.core.log.Log, message: !mark Hello}\n"
    (diagnostic,) = wt.check(text)
    assert (diagnostic.code, diagnostic.severity, diagnostic.path) == ("WT-118", "warning", "tasks[0].message")
    with wt.Engine() as engine:
        assert engine.deploy(text).tasks[0].message == "Hello"
