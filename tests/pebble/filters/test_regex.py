from __future__ import annotations

import pytest

from wavetank.errors import ExpressionError


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'hello' | regexMatch('^h')", "true"),
        ("'hello' | regexMatch('ell')", "true"),
        ("null | regexMatch('a')", "false"),
        ("'a1b22' | regexExtract('[0-9]+')", "1"),
        ("'a1b22' | regexExtract('([a-z])([0-9])', 2)", "1"),
        ("'abc' | regexExtract('[0-9]+') is null", "true"),
        ("'a-b' | regexReplace('(\\w)-(\\w)', '$2-$1')", "b-a"),
        ("'a-b' | regexReplace('(?<x>\\w)-', '${x}\\$')", "a$b"),
        ("'été' | regexMatch('^\\p{L}+$')", "true"),
        ("'aaa' | regexMatch('a++a')", "false"),
        ("'a,b,,c,,' | split(',')", '["a","b","","c"]'),
        ("'a,b,,c,,' | split(',', -1)", '["a","b","","c","",""]'),
        ("'a,b,c' | split(',', 2)", '["a","b,c"]'),
        ("'abc' | split('')", '["a","b","c"]'),
        ("'a1b2' | split('[0-9]')", '["a","b"]'),
        ("'' | split(',')", '[""]'),
    ],
)
def test_regular_expressions_are_those_of_java(text, expression, expected):
    assert text(f"{{{{ {expression} }}}}") == expected


@pytest.mark.parametrize(
    "expression",
    [
        "'a' | regexMatch('(')",
        "'a' | regexExtract('a', 3)",
        "'a' | regexReplace('a', '$5')",
        "'a' | regexReplace('a', '$')",
        "1 | regexMatch('a')",
        "'a' | split(null)",
    ],
)
def test_wrong_input_is_refused(text, expression):
    with pytest.raises(ExpressionError):
        text(f"{{{{ {expression} }}}}")
