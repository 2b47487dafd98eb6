from __future__ import annotations

import time
import tracemalloc

import pytest

from wavetank.errors import ExpressionError
from wavetank.pebble import Renderer, render

RUNAWAYS = {
    "range": "{{ 1..1000000000 }}",
    "range function": "{{ range(0, 9223372036854775807) }}",
    "loops": "{% for i in 1..100000 %}{% for j in 1..100000 %}x{% endfor %}{% endfor %}",
    "doubled text": "{% set x = 'a' %}{% for i in 1..60 %}{% set x = x ~ x %}{% endfor %}{{ x }}",
    "added text": "{% set x = 'a' %}{% for i in 1..60 %}{% set x = x + x %}{% endfor %}{{ x }}",
    "interpolated text": "{% set x = 'a' %}{% for i in 1..60 %}{% set x = \"#{x}#{x}\" %}{% endfor %}{{ x }}",
    "doubled list": "{% set x = [1] %}{% for i in 1..60 %}{% set x = x + x %}{% endfor %}{{ x }}",
    "merged list": "{% set x = [1] %}{% for i in 1..60 %}{% set x = x | merge(x) %}{% endfor %}{{ x }}",
    "nested list": "{% set x = [1] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x }}",
    "nested map": "{% set x = 1 %}{% for i in 1..60 %}{% set x = {'a': x, 'b': x} %}{% endfor %}{{ x | toJson }}",
    "replaced": "{% set x = 'a' %}{% for i in 1..60 %}{% set x = x | replace({'a': 'aa'}) %}{% endfor %}{{ x }}",
    "replaced by method": "{% set x = 'a' %}{% for i in 1..60 %}{% set x = x.replace('a', 'aa') %}{% endfor %}{{ x }}",
    "repeated": "{{ 'abc'.repeat(1000000000) }}",
    "joined": "{{ 1..100000 | join('x'.repeat(100000)) }}",
    "indented": "{{ 'a\nb' | indent(1000000000) }}",
    "padded": "{{ '%1000000000s' | format('a') }}",
    "output": "{% set x = 'a'.repeat(1000000) %}{% for i in 1..1000 %}{{ x }}{% endfor %}",
    "regex": "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | regexReplace('^(a|aa|aaa?)+$', 'b') }}",
    "regex in split": "{{ 'x'.repeat(60) | split('(x+x+)+(x|xx)+y') | join('') | number }}",
    "macro": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "block": "{% block 'b' %}{{ block('b') }}{{ block('b') }}{% endblock %}",
    "render": "{{ render(t) }}",
    "jq range": "{{ [1] | jq('[range(1e9)]') }}",
    "jq recursion": "{{ [1] | jq('def f: f; f') }}",
    "jq text": "{{ [1] | jq('\"x\" * 1000000000') }}",
    "number format": "{{ 1 | numberFormat('0000000000000000000000'.repeat(100000)) }}",
    "big power": "{% set x = 9 %}{% for i in 1..64 %}{% set x = x * x %}{% endfor %}{{ x ~ 'end' | number }}",
    "macro exponential": "{% macro m(n) %}{{ n > 0 ? m(n - 1) ~ m(n - 1) : 'x' }}{% endmacro %}{{ m(35) }}",
    "sorting in a loop": "{% for i in 1..200000 %}{{ (1..2000) | reverse | sort | length }}{% endfor %}",
}


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_runaway_template_stops_with_an_error_in_time_and_memory(name):
    variables = {"t": "{{ render(t) }}{{ render(t) }}"}
    tracemalloc.start()
    started = time.thread_time()
    try:
        with pytest.raises(ExpressionError):
            render(RUNAWAYS[name], variables)
        spent, peak = time.thread_time() - started, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Tracing memory makes Python several times slower.
    assert spent < 4
    assert peak < 100_000_000


def test_what_is_large_but_finite_still_works():
    rows = [{"id": number, "name": "x" * 20} for number in range(20_000)]
    assert render("{% for r in rows %}{{ r.id }},{% endfor %}", {"rows": rows}).count(",") == 20_000
    assert len(render("{{ rows }}", {"rows": rows})) > 500_000
    assert render("{{ text | length }}", {"text": "x" * 30_000_000}) == "30000000"


def test_a_printed_value_from_outside_may_be_longer_than_what_a_template_may_build():
    assert len(render("{{ text }}", {"text": "x" * 20_000_000})) == 20_000_000


@pytest.mark.parametrize("value", ["{{ a }}{{ a }}", "{{ a }}x", "{{ b }}"])
def test_recursive_rendering_that_does_not_end_is_an_error(value):
    renderer = Renderer(recursive=True)
    for typed in (False, True):
        with pytest.raises(ExpressionError):
            renderer.render("{{ a }}", {"a": value, "b": "{{ a }}"}, typed=typed)


def test_a_template_of_very_many_pieces_is_refused_before_it_is_compiled():
    started = time.thread_time()
    with pytest.raises(ExpressionError, match="pieces"):
        render("{{ a }}" * 100_000, {"a": 1})
    assert time.thread_time() - started < 1
