from __future__ import annotations

import pytest

from wavetank.errors import ExpressionError


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'ABC' | lower", "abc"),
        ("' a\t' | trim", "a"),
        ("'  hello' | capitalize", "  Hello"),
        ("'hello big world' | title", "Hello Big World"),
        ("'hello world' | abbreviate(8)", "hello..."),
        ("'hello' | abbreviate(10)", "hello"),
        ("'hello' | abbreviate(2)", "he"),
        ("'a.b.c' | substringBefore('.')", "a"),
        ("'a.b.c' | substringBeforeLast('.')", "a.b"),
        ("'abc' | substringBefore('.')", "abc"),
        ("'abc' | substringAfter('.')", ""),
        ("'abc' | substringAfterLast('.')", ""),
        ("'a.b.c' | substringAfterLast('.')", "c"),
        ("'Crème  Brûlée_2!' | slugify", "creme-brulee-2"),
        ("{'a': \"it's\", 'n': 1} | escapeChar('single')", '{"a":"it\\\\\'s","n":1}'),
        ("['a1', {'k': 'a2'}] | replace({'a': 'b'})", '["b1",{"k":"b2"}]'),
        ("'a1b2' | replace({'[0-9]': '#'}, regexp=true)", "a#b#"),
        ("'john doe' | replace({'(\\w+) (\\w+)': '$2 $1'}, true)", "doe john"),
        ("12 | string ~ '!'", "12!"),
        ("'abc' | startsWith('ab')", "true"),
        ("'abc' | endsWith('ab')", "false"),
        ("'a\nb' | indent(2, '-')", "a\n--b"),
        ("'a\nb' | nindent(1)", "\n a\n b"),
        ("'a\r\nb' | nl2br", "a<br />b"),
    ],
)
def test_text_filters(text, expression, expected):
    if "| string ~" in expression:
        expression = f"({expression.split(' ~')[0]}) ~ '!'"
    assert text(f"{{{{ {expression} }}}}") == expected


@pytest.mark.parametrize(
    "name",
    [
        "lower",
        "upper",
        "trim",
        "capitalize",
        "title",
        "slugify",
        "nl2br",
        "string",
        "indent(1)",
        "replace({'a': 'b'})",
        "substringAfter('.')",
    ],
)
def test_null_stays_null(text, name):
    assert text(f"{{{{ null | {name} }}}}") == ""


@pytest.mark.parametrize(
    "expression",
    [
        "1 | upper",
        "null | startsWith('a')",
        "'a' | indent(-1)",
        "'a' | indent('x')",
        "'a' | escapeChar('html')",
        "'a' | replace('b')",
        "'a' | substringAfter('')",
    ],
)
def test_wrong_input_is_refused(text, expression):
    with pytest.raises(ExpressionError):
        text(f"{{{{ {expression} }}}}")
