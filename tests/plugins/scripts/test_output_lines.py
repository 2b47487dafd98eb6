from __future__ import annotations

import pytest

from wavetank.model.level import Level
from wavetank.plugins.scripts.output_lines import OutputLines


class Context:
    """Keeps what a task says."""

    def __init__(self):
        self.logged, self.counted, self.timed, self.read = [], [], [], []

    def log(self, level, message):
        self.logged.append((level, message))

    def count(self, name, value, /, **tags):
        self.counted.append((name, value, tags))

    def time(self, name, seconds, /, **tags):
        self.timed.append((name, seconds, tags))

    def gauge(self, name, value, /, **tags):
        self.read.append((name, value, tags))


@pytest.fixture
def context():
    return Context()


@pytest.fixture
def lines(context):
    return OutputLines(context)


def test_outputs_of_several_lines_are_merged_the_later_ones_win(lines, context):
    lines('::{"outputs":{"a":1,"b":{"c":null}}}::', error=False)
    lines('::{"outputs":{"a":2}}::', error=True)
    assert lines.values == {"a": 2, "b": {"c": None}}
    assert (lines.plain, lines.errors) == (1, 1)
    assert context.logged == []


def test_metrics_are_counted_timed_and_read(lines, context):
    lines(
        '::{"metrics":[{"name":"rows","type":"counter","value":3,"tags":{"name":"x","n":1}},'
        '{"name":"took","type":"timer","value":1.5},{"name":"iso","type":"timer","value":"PT2S","tags":null},'
        '{"name":"load","type":"gauge","value":0.5}]}::',
        error=False,
    )
    assert context.counted == [("rows", 3.0, {"name": "x", "n": "1"})]
    assert context.timed == [("took", 1.5, {}), ("iso", 2.0, {})]
    assert context.read == [("load", 0.5, {})]


def test_entries_are_logged_with_their_level(lines, context):
    lines('::{"logs":[{"level":"warn","message":"careful"},{"message":"plain"}]}::', error=False)
    assert context.logged == [(Level.WARN, "careful"), (Level.INFO, "plain")]


@pytest.mark.parametrize("line", [' ::{"outputs":{}}::', '::{"outputs":{}}:: ', "::[1]::", "::{}", "{}::", "x::{}::"])
def test_a_line_that_does_not_fit_from_end_to_end_is_a_message(lines, context, line):
    lines(line, error=False)
    assert context.logged == [(Level.INFO, line)]


@pytest.mark.parametrize(
    "line",
    [
        "::{bad}::",
        '::{"outputs":3}::',
        '::{"metrics":[{"name":"x","type":"counter"}]}::',
        '::{"metrics":[{"name":"x","type":"meter","value":1}]}::',
        '::{"metrics":[{"name":"x","type":"timer","value":"soon"}]}::',
        '::{"metrics":[3]}::',
        '::{"logs":[{"level":"LOUD","message":"x"}]}::',
        '::{"logs":[{"level":"INFO"}]}::',
    ],
)
def test_what_cannot_be_read_is_a_warning_with_the_line(lines, context, line):
    lines(line, error=False)
    [(level, message)] = context.logged
    assert level is Level.WARN
    assert message.endswith(line)


def test_a_very_long_line_is_read_whole(lines):
    lines(f'::{{"outputs":{{"a":"{"x" * 1_000_000}"}}}}::', error=False)
    assert len(lines.values["a"]) == 1_000_000
