from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wavetank.api.views.gantt import axis, bar, span_of
from wavetank.api.views.task_run_lines import Rest, task_run_lines
from wavetank.api.views.task_run_table import task_run_table
from wavetank.api.views.task_states import task_states
from wavetank.model.state import State
from wavetank.model.task_run import Change, TaskRun

START = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def a_run(name, *changes, **fields):
    history = tuple(Change(state, START + timedelta(seconds=seconds)) for state, seconds in changes)
    known = {"parent_id": None, "value": None, "iteration": None, "branch": "tasks", "group": 0}
    return TaskRun(id=f"run-{name}", task_id=name, state=history[-1].state, history=history, **known | fields)


def a_loop(rounds, failed=()):
    runs = [a_run("each", (State.CREATED, 0), (State.RUNNING, 0))]
    for number in range(rounds):
        state = State.FAILED if number in failed else State.SUCCESS
        runs.append(
            a_run(
                f"step{number}",
                (State.CREATED, number),
                (state, number + 1),
                parent_id="run-each",
                iteration=number,
                value=str(number),
            )
        )
    return runs


def shown(runs, expanded=()):
    lines = [each for each, _ in task_run_lines(runs, expanded)]
    return [each.value for each in lines[1:] if isinstance(each, TaskRun)], [
        each for each in lines if isinstance(each, Rest)
    ]


def test_a_short_loop_is_shown_whole():
    assert shown(a_loop(8)) == ([str(number) for number in range(8)], [])


def test_of_a_long_loop_the_ends_and_the_troubled_rounds_are_shown():
    values, [rest] = shown(a_loop(500, failed={77, 300}))
    assert values == ["0", "1", "77", "300", "498", "499"]
    assert rest.rounds == 494
    assert rest.states == "494 SUCCESS"


def test_a_loop_that_was_opened_is_shown_whole():
    values, rest = shown(a_loop(500), {"run-each"})
    assert len(values) == 500
    assert rest == []


def test_only_a_live_table_has_buttons():
    runs = [a_run("each", (State.CREATED, 0), (State.SUCCESS, 600)), *a_loop(500)[1:]]
    assert "<button" not in task_run_table(runs, str)
    live = task_run_table(runs, str, live=True)
    assert 'data-action="expand" data-run="run-each"' in live
    assert 'data-action="replay" data-run="run-step0"' in live


def test_a_bar_tells_attempts_from_the_waits_between_them():
    run = a_run(
        "a",
        (State.CREATED, 0),
        (State.RUNNING, 2),
        (State.RETRYING, 4),
        (State.CREATED, 8),
        (State.RUNNING, 8),
        (State.SUCCESS, 10),
    )
    markup = bar(run, span_of([run]))
    states = [piece.split('"')[0] for piece in markup.split('data-state="')[2:]]
    assert states == ["CREATED", "FAILED", "RETRYING", "CREATED", "SUCCESS"]
    assert [piece.split('"')[0] for piece in markup.split(' height="')[2:]] == ["2", "10", "2", "2", "10"]


def test_an_open_bar_grows_with_the_clock():
    run = a_run("a", (State.CREATED, 0), (State.RUNNING, 0))
    done = a_run("b", (State.CREATED, 0), (State.RUNNING, 0), (State.SUCCESS, 10))
    later = span_of([run, done], START + timedelta(seconds=40))
    assert 'width="200.0"' in bar(run, later)
    assert 'width="51.5"' in bar(done, later)


def test_the_scale_has_round_numbers():
    marks = axis(span_of([a_run("a", (State.CREATED, 0), (State.SUCCESS, 7))]))
    assert [mark.split("<")[0] for mark in marks.split('">')[2:]] == ["0", "2.0 s", "4.0 s", "6.0 s"]


def test_of_several_runs_of_a_task_the_most_telling_state_counts():
    runs = a_loop(4, failed={2})
    same = [a_run("t", *((change.state, 0) for change in run.history)) for run in runs[1:]]
    assert task_states(same) == {"t": "FAILED"}
    assert task_states([*same, a_run("t", (State.CREATED, 0), (State.RUNNING, 0))]) == {"t": "RUNNING"}
