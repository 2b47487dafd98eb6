from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wavetank.pebble import check
from wavetank.pebble.precedence import BINARY, UNARY

PIECES = ["{{", "}}", "{", "}", "{%", "{#", "#}", " ", "\n", ".", "-", "1", "é", "\u00a0", "\x1c", "raw"]
NAMES = ["a", "b.c", "_", "x1", "notable", "true", "null", "self", "loop", "__class__", "{{ a }}", "{{b.c.d}}"]


@pytest.mark.parametrize(
    "template",
    [
        "",
        "plain",
        "{{ a.b | upper }}",
        "{% for x in y %}{{ x }}{% endfor %}",
        "{% macro m() %}{% endmacro %}{{ m() }}",
        "{{ x is defined }}",
        "{ a }",
    ],
)
def test_good_templates_have_no_problems(template):
    assert check(template) == []


@pytest.mark.parametrize(
    ("template", "line", "column", "message", "remedy"),
    [
        ("{{ x | uper }}", 1, 8, "Filter [uper] does not exist.", "`upper`"),
        ("a\n {{ secrett('x') }}", 2, 5, "Function or Macro [secrett] does not exist.", "`secret`"),
        ("{{ x is definde }}", 1, 9, "Test [definde] does not exist.", "`defined`"),
        ("{{ x | date(zone='UTC') }}", 1, 8, "has no argument 'zone'", "timeZone"),
        ("{{ x | jq }}", 1, 8, "expects an argument 'expression'", "expression"),
        ("{{ x | upper(1) }}", 1, 8, "at most 0 arguments", "none"),
        ("{{ x", 1, 1, "not closed", "}}"),
        ("{% iff x %}", 1, 4, "no tag `iff`", "`if`"),
    ],
)
def test_problems_have_place_cause_and_remedy(template, line, column, message, remedy):
    problem = check(template)[0]
    assert (problem.line, problem.column) == (line, column)
    assert message in problem.message
    assert remedy in problem.remedy


def test_all_unknown_words_are_found_in_order():
    found = check("{{ a | nope1 }} {{ nope2() }} {{ a is nope3 }}")
    assert [problem.column for problem in found] == [8, 20, 39]


@given(st.lists(st.sampled_from([*PIECES, *NAMES, *BINARY, *UNARY]), max_size=8).map("".join), st.booleans())
def test_a_template_without_problems_at_a_glance_has_none_when_it_is_parsed(pieces, printed):
    """Behind a comment nothing is judged at a glance."""
    template = f"{{{{ {pieces} }}}}" if printed else pieces
    if not check(template):
        assert check(f"{template}\n{{# #}}") == []


def test_a_name_that_goes_too_deep_is_found():
    assert "too deeply" in check("{{ a" + ".b" * 100 + " }}")[0].message
