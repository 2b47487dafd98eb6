from __future__ import annotations

import pytest

from wavetank.errors import ExpressionError


def test_loops_count_from_zero_and_know_their_length(text):
    counted = "{{ loop.index }}/{{ loop.length }}/{{ loop.revindex }}/{{ loop.first }}/{{ loop.last }}"
    template = f"{{% for x in l %}}{counted} {{% endfor %}}"
    assert text(template, l=[7, 8]) == "0/2/1/true/false 1/2/0/false/true "


def test_the_outer_loop_is_back_after_an_inner_one(text):
    template = "{% for x in l %}{% for y in l %}{{ loop.index }}{% endfor %}:{{ loop.index }} {% endfor %}"
    assert text(template, l=[7, 8]) == "01:0 01:1 "


def test_a_loop_over_a_map_gives_entries(text):
    assert text("{% for e in m %}{{ e.key }}={{ e.value }};{% endfor %}", m={"a": 1}) == "a=1;"
    assert text("{% for e in m %}{{ e }}{% endfor %}", m={"a": 1}) == '{"a":1}'


def test_else_is_for_an_empty_list_but_not_for_null(text):
    template = "{% for x in l %}{{ x }}{% else %}none{% endfor %}"
    assert text(template, l=[]) == "none"
    assert text(template, l=None) == ""


def test_what_cannot_be_looped_over_is_an_error(text):
    with pytest.raises(ExpressionError, match="neither a list nor a map"):
        text("{% for x in n %}{% endfor %}", n=5)


def test_set_in_a_loop_reaches_a_variable_set_before(text):
    assert text("{% set t = 0 %}{% for x in l %}{% set t = t + x %}{% endfor %}{{ t }}", l=[1, 2, 3]) == "6"


def test_set_in_a_loop_alone_ends_with_the_loop(text):
    with pytest.raises(ExpressionError, match="`t`"):
        text("{% for x in l %}{% set t = x %}{% endfor %}{{ t }}", l=[1])


def test_set_may_change_the_variable_of_a_loop(text):
    assert text("{% for x in l %}{% set x = x * 2 %}{{ x }}{% endfor %}", l=[1, 2]) == "24"


def test_set_hides_a_given_variable_and_leaves_it_alone(text):
    variables = {"a": 1}
    assert text("{{ a }}{% set a = 2 %}{{ a }}", **variables) == "12"
    assert variables == {"a": 1}


def test_macros_see_only_their_arguments(text):
    assert (
        text("{% macro m(a, b='z') %}[{{ a }}{{ b }}]{% endmacro %}{{ m(1) }}{{ m(b=2, a=3) }}{{ m() }}")
        == "[1z][32][z]"
    )
    with pytest.raises(ExpressionError, match="`outside`"):
        text("{% macro m() %}{{ outside }}{% endmacro %}{{ m() }}", outside=1)


def test_a_macro_may_be_called_before_it_is_written(text):
    assert text("{{ m(2) }}{% macro m(a) %}{{ a }}{% endmacro %}") == "2"


def test_a_macro_gives_text_that_filters_take(text):
    assert text("{% macro m() %}ab{% endmacro %}{{ m() | upper }}") == "AB"


def test_wrong_arguments_of_a_macro_are_named(text):
    with pytest.raises(ExpressionError, match="Its arguments: `a`"):
        text("{% macro m(a) %}{% endmacro %}{{ m(b=1) }}")


def test_filter_blocks_filter_their_text(text):
    assert text("{% filter upper | slice(0, 3) %}a{{ x }}d{% endfilter %}", x="bc") == "ABC"


def test_a_block_can_be_shown_again_also_inside_a_loop(text):
    assert text("{% block 'p' %}x{% endblock %}{{ block('p') }}") == "xx"
    assert text("{% for n in l %}{% block b %}{{ n }}{% endblock %}{% endfor %}", l=[1, 2]) == "12"


def test_elseif_is_tried_in_order(text):
    template = "{% if n == 1 %}a{% elseif n == 2 %}b{% elseif n == 3 %}c{% else %}d{% endif %}"
    assert [text(template, n=n) for n in (1, 2, 3, 4)] == ["a", "b", "c", "d"]


def test_whitespace_stays_unless_it_is_trimmed(text):
    assert text("a\n{% if true %}\nb\n{% endif %}\n") == "a\n\nb\n\n"
    assert text("a\n{%- if true -%}\nb\n{%- endif -%}\n") == "ab"


@pytest.mark.parametrize(
    "tag",
    [
        "extends 'x'",
        "include 'x'",
        "import 'x'",
        "from 'x'",
        "embed 'x'",
        "flush",
        "cache 'x'",
        "parallel",
        "autoescape false",
        "nope",
        "else",
        "endif",
    ],
)
def test_other_tags_are_refused(text, tag):
    with pytest.raises(ExpressionError, match="tag"):
        text(f"{{% {tag} %}}")


@pytest.mark.parametrize(
    ("template", "end"),
    [
        ("{% if true %}", "endif"),
        ("{% for x in [] %}", "endfor"),
        ("{% macro m() %}", "endmacro"),
        ("{% filter upper %}", "endfilter"),
    ],
)
def test_an_open_tag_says_how_to_close_it(text, template, end):
    with pytest.raises(ExpressionError) as caught:
        text(template)
    assert end in caught.value.remedy
