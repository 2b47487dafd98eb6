from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import pytest

from wavetank.errors import ExpressionError


class State(Enum):
    FAILED = 1


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2", "3"),
        ("1 + 2.5", "3.5"),
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7.0 / 2", "3.5"),
        ("-7 % 3", "-1"),
        ("7.5 % 2", "1.5"),
        ("1 / 0.0", "Infinity"),
        ("-1 / 0.0", "-Infinity"),
        ("0.0 / 0", "NaN"),
        ("9223372036854775807 + 1", "-9223372036854775808"),
        ("'a' + 1", "a1"),
        ("1 + 'a'", "1a"),
        ("[1] + 2", "[1,2]"),
        ("[1] + [2, 3]", "[1,2,3]"),
        ("[1, 2, 3] - 2", "[1,3]"),
        ("d + 1", "2.5"),
        ("d * 2", "3.0"),
        ("+n", "5"),
        ("-n", "-5"),
        ("null ~ 'a' ~ 1 ~ true", "a1true"),
        ("{'a': 1} ~ [1]", "{a=1}[1]"),
        ("3..1", "[]"),
        ("'a'..'d'", '["a","b","c","d"]'),
    ],
)
def test_arithmetic_is_that_of_java(text, expression, expected):
    assert text(f"{{{{ {expression} }}}}", n=5, d=Decimal("1.5")) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 == 1.0", True),
        ("'1' == 1", False),
        ("true == 1", False),
        ("d == 1.5", True),
        ("state == 'FAILED'", True),
        ("'FAILED' == state", True),
        ("[1, 'a'] == [1, 'a']", True),
        ("null == null", True),
        ("null < 1", False),
        ("null >= null", False),
        ("2 > 1.5", True),
        ("[1, 2] contains 2.0", True),
        ("[1, 2, 3] contains [1, 3]", True),
        ("{'a': 1} contains 'a'", True),
        ("'hello' contains 'ell'", True),
        ("null contains 1", False),
        ("1 in ['1']", True),
        ("'v' in {'k': 'v'}", True),
        ("null in [1]", False),
        ("1 not in [2]", True),
        ("not 0", True),
        ("not ''", True),
        ("1 and 'a'", True),
        ("0 or ''", False),
    ],
)
def test_comparisons(text, expression, expected):
    variables = {"d": Decimal("1.5"), "state": State.FAILED, "day": date(2024, 1, 1), "later": date(2024, 1, 2)}
    assert text(f"{{{{ {expression} }}}}", **variables) == ("true" if expected else "false")


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "1 % 0",
        "null + 1",
        "true + 1",
        "[] * 2",
        "1 < 'a'",
        "'a' < 'b'",
        "moment < moment",
        "true > false",
        "5 contains 1",
        "not null",
        "null and true",
        "true and [1]",
        "1..'a'",
        "'ab'..'c'",
        "moment < local",
    ],
)
def test_what_has_no_value_is_an_error_with_its_place(text, expression):
    with pytest.raises(ExpressionError) as caught:
        text(
            f"{{{{ {expression} }}}}",
            moment=datetime(2024, 1, 1, tzinfo=UTC),
            local=datetime.fromisoformat("2024-01-01"),
        )
    assert caught.value.line == 1


def test_and_and_or_do_not_look_further_than_they_must(text):
    assert text("{{ false and missing }}{{ true or missing }}") == "falsetrue"


def test_coalescing_stops_at_null_or_only_at_undefined(text):
    assert text("{{ n ?? 'x' }}{{ m ?? 'y' }}[{{ n ??? 'x' }}]{{ m.a.b ??? 'y' }}", n=None) == "xy[]y"


def test_null_before_a_question_mark_is_false(text):
    assert text("{{ n ? 1 : 2 }}", n=None) == "2"
    with pytest.raises(ExpressionError, match="null"):
        text("{% if n %}{% endif %}", n=None)


def test_adding_to_a_list_leaves_the_list_alone(text):
    variables = {"l": [1]}
    assert text("{{ l + 2 }}{{ l }}", **variables) == "[1,2][1]"
