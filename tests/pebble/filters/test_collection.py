from __future__ import annotations

import pytest

from wavetank.errors import ExpressionError


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[] | first", ""),
        ("'' | last", ""),
        ("'abc' | last", "c"),
        ("null | length", "0"),
        ("{'a': 1} | length", "1"),
        ("5 | length", "0"),
        ("[1, null, {'a': 1}] | join(',')", "1,null,{a=1}"),
        ("[1] | merge({'a': 1})", '[1,{"a":1}]'),
        ("{'a': 1} | merge({'a': 2, 'b': 3})", '{"a":2,"b":3}'),
        ("{'a': 1} | merge(['x'])", '{"a":1,"x":"x"}'),
        ("null | merge([1])", "[1]"),
        ("['b', 'a'] | sort", '["a","b"]'),
        ("[1, 2.5, 2] | rsort", "[2.5,2,1]"),
        ("'abc' | reverse", "cba"),
        ("'abcd' | slice(1, 3)", "bc"),
        ("[1, 2, 3] | slice(1)", "[2,3]"),
        ("[1, 2, 3] | slice(toIndex=2)", "[1,2]"),
        ("[1, [2, [3]]] | flatten", "[1,2,[3]]"),
        ("[1, 1.0, true, {'a': 1}, {'a': 1}] | distinct", '[1,true,{"a":1}]'),
        ("[5, 6] | keys", "[0,1]"),
        ("'' | default('d')", "d"),
        ("{} | default('d')", "d"),
        ("0 | default('d')", "0"),
        ("missing.deep | default('d')", "d"),
        ("missing | default(default='d')", "d"),
    ],
)
def test_collection_filters(text, expression, expected):
    assert text(f"{{{{ {expression} }}}}") == expected


@pytest.mark.parametrize(
    "expression",
    [
        "1 | first",
        "{'a': 1} | first",
        "'a' | join",
        "[1, 'a'] | sort",
        "[1] | slice(0, 5)",
        "[1, 2] | slice(1, 1)",
        "[1] | chunk(0)",
        "'a' | chunk(1)",
        "[1] | values",
        "5 | keys",
        "null | merge(null)",
        "[1, null] | sort",
        "'x' | abs",
        "1 | default(missing)",
    ],
)
def test_wrong_input_is_refused(text, expression):
    with pytest.raises(ExpressionError):
        text(f"{{{{ {expression} }}}}")


def test_filters_leave_the_variables_alone(text):
    variables = {"l": [3, 1], "m": {"a": 1}}
    text("{{ l | sort }}{{ l | reverse }}{{ l | merge([1]) }}{{ m | merge({'b': 2}) }}", **variables)
    assert variables == {"l": [3, 1], "m": {"a": 1}}
