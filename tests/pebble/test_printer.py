from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wavetank.errors import ExpressionError
from wavetank.pebble import Renderer
from wavetank.pebble.printer import print_template

from .template_grammar import VARIABLES, expressions, templates

EXAMPLES = int(os.environ.get("WAVETANK_EXAMPLES", "2000"))
thorough = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def outcome(template, *, typed=False, recursive=False):
    """The value, or the kind of error, and the kind of value: true is not 1."""
    try:
        value = Renderer(recursive=recursive).render(template, VARIABLES, typed=typed)
    except ExpressionError as error:
        return type(error)
    return type(value), repr(value)


def printed(template):
    """The canonical text, of a template that can be parsed."""
    try:
        return print_template(template)
    except ExpressionError:
        assume(condition=False)
        raise


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{a}}", "{{ a }}"),
        ("{{ ((a)) + (b * c) }}", "{{ a + b * c }}"),
        ("{{ (a + b) * c }}", "{{ (a + b) * c }}"),
        ("{{ a - (b - c) }}", "{{ a - (b - c) }}"),
        ("{{ (a ~ b) ~ c }}", "{{ (a ~ b) ~ c }}"),
        ("{{ a and (b and c) and d }}", "{{ a and (b and c) and d }}"),
        ("{{ not a == b }}", "{{ not a == b }}"),
        ("{{ not (a == b) }}", "{{ not (a == b) }}"),
        ("{{ (a | upper) ~ b }}", "{{ (a | upper) ~ b }}"),
        ("{{ a | upper ~ b }}", "{{ (a | upper) ~ b }}"),
        ("{{ a equals b }}", "{{ a == b }}"),
        ("{{ a is  not even() }}", "{{ a is not even }}"),
        ("{{ TRUE ? NONE : 12L }}", "{{ true ? null : 12 }}"),
        ("{{ (a ? b : c) ? d : (e ? f : g) }}", "{{ (a ? b : c) ? d : e ? f : g }}"),
        ('{{ "it\'s" }}', r"{{ 'it\'s' }}"),
        ('{{ "a#{b}c" }}', "{{ 'a' ~ b ~ 'c' }}"),
        ("{{ a['b'][0].c.d(1) }}", "{{ a['b'][0].c.d(1) }}"),
        ("{{ ([1])[0] }}", "{{ ([1])[0] }}"),
        ("{{ {'a':1,'b':{}} }}", "{{ {'a': 1, 'b': {}} }}"),
        ("{{ a | date(timeZone='x', format='y') }}", "{{ a | date('y', 'x') }}"),
        ("{{ a | date(timeZone='x') }}", "{{ a | date(timeZone='x') }}"),
        ("{{ a | nope(1, b=2) }}", "{{ a | nope(1, b=2) }}"),
        ("{{ a is not odd(1) }}", "{{ a is not odd(1) }}"),
        ("{{ 0.00001 + 1.50 }}", "{{ 0.00001 + 1.5 }}"),
        ("a {#- gone -#} b{# x #}", "ab"),
        ("a{ {{- b }}", "a{ {#- #}{{ b }}"),
        ("{% verbatim %} {{ x }}{% endverbatim %}", "{% verbatim %}{{ x }}{% endverbatim %}"),
        ("{% raw %}{{ x }}{%- endraw %}", "{% raw %}{{ x }}{% endraw %}"),
        ("{%if a%}b{%elseif c%}d{%else%}e{%endif%}", "{% if a %}b{% elseif c %}d{% else %}e{% endif %}"),
        ("{%- for x in l -%} {{x}}{% else %}n{%endfor%}", "{% for x in l %}{{ x }}{% else %}n{% endfor %}"),
        ("{% set x=1 %}{{ x }}", "{% set x = 1 %}{{ x }}"),
        ("{% filter upper|trim %}a{% endfilter %}", "{% filter upper | trim %}a{% endfilter %}"),
        ("{% block b %}a{% endblock b %}{{ block('b') }}", "{% block 'b' %}a{% endblock %}{{ block('b') }}"),
        (
            "{% macro m(a,b=1) %}{{ a }}{% endmacro %}{{ m(2,b=3) }}",
            "{{ m(2, b=3) }}{% macro m(a, b=1) %}{{ a }}{% endmacro %}",
        ),
    ],
)
def test_a_template_is_printed_in_one_way(template, expected):
    assert print_template(template) == expected
    assert print_template(expected) == expected


def test_what_is_no_template_is_refused_with_its_place():
    with pytest.raises(ExpressionError) as caught:
        print_template("{{ a ; }}")
    assert caught.value.column == 6


@settings(thorough, max_examples=EXAMPLES // 8)
@given(templates)
def test_printing_is_stable_and_keeps_what_a_template_renders_to(template):
    once = printed(template)
    assert print_template(once) == once
    assert outcome(once) == outcome(template)
    # Typed, nothing but a comment has no value, while an empty text is one.
    if once:
        assert outcome(once, typed=True) == outcome(template, typed=True)


@settings(thorough, max_examples=EXAMPLES // 4)
@given(expressions)
def test_printing_keeps_the_value_and_type_of_an_expression(expression):
    template = f"{{{{ {expression} }}}}"
    once = printed(template)
    assert print_template(once) == once
    assert outcome(once, typed=True) == outcome(template, typed=True)


@settings(thorough, max_examples=EXAMPLES // 16)
@given(templates)
def test_printing_keeps_what_a_template_renders_to_again_and_again(template):
    assert outcome(printed(template), recursive=True) == outcome(template, recursive=True)


@settings(thorough, max_examples=EXAMPLES // 4)
@given(st.text(alphabet="ab n1.'\"#{}%-|?:()[]~+*=,\n", max_size=40).map(lambda text: f"{{{{ {text} }}}}{text}"))
def test_printing_random_text_is_stable(template):
    once = printed(template)
    assert print_template(once) == once
    assert outcome(once) == outcome(template)
