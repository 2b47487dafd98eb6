from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.api.trace_view import TraceView
from wavetank.pebble import Renderer


@pytest.fixture
def engine():
    with wt.Engine(config={"kestra.variables.globals": {"region": "eu"}}) as engine:
        yield engine


def test_the_engine_traces_an_expression_with_the_variables_that_are_given(engine):
    trace = engine.trace("{{ a.b * 2 }}", {"a": {"b": 2}})
    assert trace.value == engine.render("{{ a.b * 2 }}", {"a": {"b": 2}}) == "4"
    assert [(step.text, step.value, step.type) for step in trace.steps] == [
        ("a", {"b": 2}, "map"),
        ("a.b", 2, "integer"),
        ("a.b * 2", 4, "integer"),
    ]


def test_the_engine_adds_its_globals_and_secrets(engine):
    engine.secrets["TOKEN"] = "do-not-tell"
    trace = engine.trace("{{ globals.region }} {{ secret('TOKEN') }}", {})
    assert trace.value == "eu ******"
    assert trace.reads == ("globals.region", "secret('TOKEN')")


def test_an_expression_that_fails_raises_nothing(engine):
    trace = engine.trace("{{ a }}", {})
    assert isinstance(trace.error, wt.UndefinedError)
    assert (trace.error.line, trace.error.column) == (1, 4)


def test_texts_are_masked_before_they_are_shortened_and_wherever_they_stand():
    secret = "abcdefgh"
    trace = Renderer().trace("{{ a }}{{ b | nope }}", {"a": {secret: [f"x{secret}"]}, "b": secret * 100})
    view = TraceView(trace, lambda text: text.replace(secret, "*"))
    assert secret not in repr(view) + view._repr_html_() + view.df().to_string() + str(view.error)
    assert view.steps[0].value == {"*": ["x*"]}


def test_of_a_long_trace_that_failed_the_end_is_shown():
    trace = Renderer().trace("{% for x in l %}{{ x + 1 }}{% endfor %}{{ missing }}", {"l": list(range(100))})
    text = repr(TraceView(trace, str))
    assert "x + 1       100" in text
    assert "… and" in text
    assert len(TraceView(trace, str).df()) == len(trace.steps)
