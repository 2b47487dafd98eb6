from __future__ import annotations

import os
import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wavetank.errors import ExpressionError
from wavetank.pebble import Renderer, check, render
from wavetank.pebble.catalogue import FILTERS, FUNCTIONS, TESTS
from wavetank.pebble.precedence import BINARY

EXAMPLES = int(os.environ.get("WAVETANK_EXAMPLES", "2000"))
thorough = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VARIABLES = {
    "a": {"b": [1, 2.5, None, "x"], "c": "text"},
    "n": 3,
    "s": "2024-01-31",
    "nothing": None,
    "yes": True,
    "l": [3, 1, 2],
}

WORDS = (
    "{{ }} {% %} {# #} - ( ) [ ] { } ? : . , = ' \" #{ \\ if elseif else endif for in endfor set macro endmacro block "
    "endblock filter endfilter verbatim endverbatim raw endraw a b n s l x loop 1 2.5 12L 't' true null"
)
PIECES = ["\n", " ", *WORDS.split(), *BINARY, *FILTERS, *FUNCTIONS, *TESTS]
SAFE_CALLS = sorted(set(FUNCTIONS) - {"http", "isPublicHoliday"})
names = st.sampled_from(["a", "a.b", "a.c", "n", "s", "l", "nothing", "yes", "missing", "l[0]", "a['b'][3]"])
atoms = names | st.sampled_from(
    ["1", "0", "2.5", "'t'", '"d#{n}"', "true", "null", "[]", "{}", "[1, 'a']", "{'k': n}", "-1", "''"]
)


def bigger(inner):
    arguments = st.lists(inner, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(
            inner, st.sampled_from([symbol for symbol in BINARY if symbol not in ("|", "is", "is not")]), inner
        ).map(" ".join),
        st.tuples(inner, st.sampled_from(sorted(FILTERS)), arguments).map(lambda t: f"({t[0]}) | {t[1]}({t[2]})"),
        st.tuples(inner, st.sampled_from(sorted(TESTS)), arguments).map(lambda t: f"({t[0]}) is not {t[1]}({t[2]})"),
        st.tuples(st.sampled_from(SAFE_CALLS), arguments).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} ? {t[1]} : {t[2]})"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})[{t[1]}]"),
        st.tuples(inner, st.sampled_from(["size", "get", "contains", "replace", "repeat", "x"]), arguments).map(
            lambda t: f"({t[0]}).{t[1]}({t[2]})"
        ),
        inner.map(lambda t: f"not {t}"),
    )


def outcome(template):
    """The text, or the error."""
    try:
        return Renderer().text(template, VARIABLES), None
    except ExpressionError as error:
        return None, error


expressions = st.recursive(atoms, bigger, max_leaves=8)


@thorough
@given(
    st.text()
    | st.lists(st.sampled_from(PIECES)).map(" ".join)
    | st.text(alphabet=string.punctuation + "abn \n", max_size=60)
)
def test_random_text_gives_a_value_or_an_expression_error(template):
    value, error = outcome(template)
    assert isinstance(value, str) if error is None else str(error)


@thorough
@given(expressions)
def test_random_expressions_give_a_value_or_an_expression_error_with_a_place(expression):
    template = f"{{{{ {expression} }}}}"
    value, error = outcome(template)
    assert isinstance(value, str) if error is None else 1 <= error.column <= len(template) * error.line


@thorough
@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_checking_never_raises_and_finds_what_cannot_be_parsed(template):
    problems = check(template)
    error = None if problems else outcome(template)[1]
    assert error is None or "does not exist" not in error.cause


@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions)
def test_a_trace_never_raises_and_agrees_with_rendering(expression):
    template = f"{{{{ {expression} }}}}"
    trace = Renderer().trace(template, VARIABLES)
    if trace.error is None and not any(
        word in expression for word in ("random", "nanoId", "ksuid", "uuid", "id", "now", "encrypt")
    ):
        assert trace.value == Renderer().text(template, VARIABLES)


@given(st.text(alphabet=st.characters(exclude_characters="{", exclude_categories=["Cs"])))
def test_text_without_a_brace_stays(text):
    assert render(text, {}) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_variable_prints_as_it_is(text):
    assert render("{{ x }}", {"x": text}) == text
