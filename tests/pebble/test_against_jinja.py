"""Where Pebble and Jinja2 mean the same, our templates render as Jinja2's own parser and compiler render them."""

from __future__ import annotations

import functools
import os

import jinja2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wavetank.pebble import Renderer

EXAMPLES = int(os.environ.get("WAVETANK_EXAMPLES", "2000"))
thorough = settings(max_examples=EXAMPLES // 8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JINJA = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
DEEPEST = 3
VARIABLES = {
    "n": 7,
    "m": -3,
    "word": " Où est-il? ",
    "empty": "",
    "yes": True,
    "no": False,
    "one": {"number": 5, "text": "Ab c", "inner": {"deep": "straße", "count": -12}},
    "numbers": [3, 1, 2],
    "texts": ["b", "", "A a"],
    "rows": [{"number": 1, "text": "x"}, {"number": 20, "text": "Y y"}],
    "nothing": [],
}
BLANK = st.sampled_from(["", " ", "  "])
# No quotes and backslashes, which the two escape differently, and no `#{…}`.
words = st.text(alphabet="abZ éß0_-%}:|", max_size=5)
data = st.text(alphabet="ab\n }%-#'\"", max_size=6).filter(lambda text: not text.startswith("#"))


def in_brackets(inner):
    return inner.map(lambda text: f"({text})")


@functools.cache
def number_expressions(numbers):
    """Integers: both bind `*` before `+` and `-`, and lean to the left."""
    names = st.sampled_from(numbers)
    atom = st.integers(0, 99).map(str) | names | names.map(lambda name: f"(-{name})")

    def larger(inner):
        sums = st.tuples(inner, BLANK, st.sampled_from("+-*"), BLANK, inner).map("".join)
        return sums | in_brackets(sums)

    return st.recursive(atom, larger, max_leaves=5)


@functools.cache
def text_expressions(numbers, texts):
    """Texts: filters on values alone, and joins of filtered values in brackets, for the two bind `~` differently."""
    atom = words.map(lambda text: f"'{text}'") | words.map(lambda text: f'"{text}"') | st.sampled_from(texts)
    number = number_expressions(numbers)

    def larger(inner):
        filters = st.lists(st.sampled_from(["upper", "lower", "trim"]), min_size=1, max_size=2)
        filtered = st.tuples(atom | in_brackets(inner), filters).map(lambda t: " | ".join([t[0], *t[1]]))
        parts = st.lists(atom | in_brackets(inner) | in_brackets(number), min_size=2, max_size=3)
        return filtered | parts.map(" ~ ".join)

    return st.recursive(atom, larger, max_leaves=5)


@functools.cache
def condition_expressions(numbers, texts):
    """Booleans: comparisons of one kind, joined as both join them; only `not` needs brackets."""
    number, text = number_expressions(numbers), text_expressions(numbers, texts)
    symbols = st.sampled_from(["==", "!=", "<", ">", "<=", ">="])
    same = st.sampled_from(["==", "!="])
    compared = st.tuples(number, symbols, number) | st.tuples(in_brackets(text), same, in_brackets(text))
    atom = compared.map(" ".join) | st.sampled_from(["yes", "no", "true", "false", "1", "0", "''", "'x'"])

    def larger(inner):
        logic = st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join)
        return logic | in_brackets(logic) | inner.map(lambda text: f"(not ({text}))")

    return st.recursive(atom, larger, max_leaves=5)


@st.composite
def tag(draw, content, opening="{%", closing="%}"):
    left, right = draw(st.sampled_from(["", "", "-"])), draw(st.sampled_from(["", "", "-"]))
    return f"{opening}{left} {content} {right}{closing}"


NUMBERS = ("n", "m", "one.number", "one['inner'].count")
TEXTS = ("word", "empty", "one.text", "one.inner['deep']")


@st.composite
def bodies(draw, numbers=NUMBERS, texts=TEXTS, depth=0):
    """Some pieces of a template; inside a loop its variable is one of the names."""
    kinds = {
        "data": data,
        "comment": tag("a note", "{#", "#}"),
        "number": number_expressions(numbers).flatmap(lambda written: tag(written, "{{", "}}")),
        "text": text_expressions(numbers, texts).flatmap(lambda written: tag(written, "{{", "}}")),
        "if": conditions(numbers, texts, depth),
        "for": loops(numbers, texts, depth),
    }
    possible = list(kinds) if depth < DEEPEST else list(kinds)[:4]
    return "".join(draw(kinds[kind]) for kind in draw(st.lists(st.sampled_from(possible), max_size=4)))


@st.composite
def conditions(draw, numbers, texts, depth):
    condition = condition_expressions(numbers, texts)
    written = draw(tag(f"if {draw(condition)}")) + draw(bodies(numbers, texts, depth + 1))
    if draw(st.booleans()):
        written += draw(tag("else")) + draw(bodies(numbers, texts, depth + 1))
    return written + draw(tag("endif"))


@st.composite
def loops(draw, numbers, texts, depth):
    name = f"item{depth}"
    values, more_numbers, more_texts = draw(
        st.sampled_from(
            [
                ("numbers", (name,), ()),
                ("[1, n, 3]", (name,), ()),
                ("texts", (), (name,)),
                ("rows", (f"{name}.number", f"{name}['number']"), (f"{name}.text",)),
                ("nothing", (), ()),
            ]
        )
    )
    body = bodies(numbers + more_numbers, texts + more_texts, depth + 1)
    written = draw(tag(f"for {name} in {values}")) + draw(body)
    if draw(st.booleans()):
        written += draw(tag("else")) + draw(bodies(numbers, texts, depth + 1))
    return written + draw(tag("endfor"))


@thorough
@given(bodies())
def test_what_pebble_and_jinja_both_mean_renders_the_same(template):
    assert Renderer().text(template, VARIABLES) == JINJA.from_string(template).render(VARIABLES)
