from __future__ import annotations

import pytest
from jinja2 import nodes

from wavetank.errors import ExpressionError
from wavetank.pebble import render
from wavetank.pebble.parser import parse


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ 1 + 2 * 3 }}", "7"),
        ("{{ (1 + 2) * 3 }}", "9"),
        ("{{ 10 - 2 - 3 }}", "5"),
        ("{{ missing ?? 'b' | upper }}", "B"),
        ("{{ 'a' ~ 'b' | upper }}", "AB"),
        ("{{ 1 + 2 ~ 3 }}", "123"),
        ("{{ not true == false }}", "true"),
        ("{{ true or false and false }}", "true"),
        ("{{ 1 == 1 and 2 > 1 }}", "true"),
        ("{{ -2 | abs }}", "2"),
        ("{{ 1 < 2 ? 'a' : 1 > 2 ? 'b' : 'c' }}", "a"),
        ("{{ missing ?? missing2 ?? 'z' }}", "z"),
        ("{{ 'b' in ['a', 'b'] and 'c' not in ['a'] }}", "true"),
        ("{{ 1..3 contains 2 }}", "true"),
        ("{{ 'a' is equalTo('a') ? 1 : 2 }}", "1"),
        ("{{ 1 equals 1.0 }}", "true"),
    ],
)
def test_operators_bind_by_the_table_of_pebble(template, expected):
    assert render(template, {}) == expected


def test_expressions_keep_where_they_begin_and_end():
    syntax = parse("x {{ a.b | upper }}")
    found = syntax.tree.find(nodes.Filter)
    assert syntax.span(found).text(syntax.template) == "a.b | upper"


@pytest.mark.parametrize(
    "template",
    [
        "{{ }}",
        "{{ | upper }}",
        "{{ a b }}",
        "{{ a. }}",
        "{{ [1 2] }}",
        "{{ {1} }}",
        "{{ f(a=1, 2) }}",
        "{{ a ? b }}",
        "{{ 'a' 'b' }}",
        "{{ a.f(x=1) }}",
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(template):
    with pytest.raises(ExpressionError) as caught:
        parse(template)
    assert caught.value.line == 1
    assert caught.value.column > 1


def test_long_chains_of_concatenation_and_logic_do_not_nest():
    assert render("{{ " + " ~ ".join(["'a'"] * 500) + " }}", {}) == "a" * 500
    assert render("{{ " + " and ".join(["true"] * 500) + " }}", {}) == "true"


@pytest.mark.parametrize(
    "template",
    [
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "[" * 5000 + " }}",
        "{{ " + "-" * 5000 + "1 }}",
        "{{ " + "1+" * 5000 + "1 }}",
        "{{ a" + ".b" * 5000 + " }}",
        "{{ " + "true ? 1 : " * 5000 + "2 }}",
        "{% if true %}" * 500 + "{% endif %}" * 500,
        '{{ "#{' * 500,
    ],
)
def test_deep_nesting_is_an_error_and_no_crash(template):
    with pytest.raises(ExpressionError):
        render(template, {"a": {}})


def test_an_integer_beyond_64_bits_is_refused():
    with pytest.raises(ExpressionError, match="64-bit"):
        parse("{{ 9223372036854775808 }}")


def test_words_of_the_compiler_are_plain_names():
    names = ("self", "super", "caller", "varargs", "kwargs", "loop", "context", "environment", "été")
    for name in names:
        assert render(f"{{{{ {name} }}}}", {name: "x"}) == "x"


def test_double_quotes_interpolate_and_single_quotes_do_not():
    assert render('{{ "a#{n}b#{n + 1}" }}', {"n": 1}) == "a1b2"
    assert render("{{ 'a#{n}' }}", {"n": 1}) == "a#{n}"
    assert render('{{ "#{"x" ~ n}" }}', {"n": 1}) == "x1"
    assert render('{{ "a#b" }}', {}) == "a#b"


def test_an_interpolation_alone_keeps_its_type():
    assert render('{{ "#{n}" + 1 }}', {"n": 1}) == "2"
    assert render('{{ "#{n}" }}', {"n": [1]}, typed=True) == [1]


def test_an_interpolation_that_goes_on_is_told_what_closes_it():
    with pytest.raises(ExpressionError, match="Expected `}`, but `b` stands here"):
        parse('{{ "#{a b}" }}')


def test_the_last_of_two_defaults_of_a_parameter_counts():
    assert render("{% macro m(a=1, a=2, b=3) %}{{ a }}{{ b }}{% endmacro %}{{ m() }}", {}) == "23"


def test_a_loop_variable_that_is_not_there_is_named_as_it_is_written():
    template = "{% for x in [1] %}{% block b %}{{ x }}{% endblock %}{% endfor %}{{ block('b') }}"
    with pytest.raises(ExpressionError, match="Unable to find `x`"):
        render(template, {})


def test_a_minus_right_behind_the_braces_is_a_minus():
    assert render("a {{-n}}", {"n": 2}) == "a -2"


def test_a_dash_without_a_blank_behind_it_is_no_tag():
    with pytest.raises(ExpressionError, match="the name of a tag, but `-` stands here"):
        parse("{%-if true%}a{%endif%}")
