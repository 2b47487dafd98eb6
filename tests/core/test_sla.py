"""SLAs: promises about executions, and what becomes of one that breaks them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wavetank.core.effects import WatchSla
from wavetank.core.sla import assertion_violation, duration_violation, violated
from wavetank.model.records import ExecutionEntered, SlaViolated
from wavetank.model.state import State

from .drive import START, Drive
from .flows import flow, parallel, sequence, work

LIMIT = {"id": "limit", "type": "MAX_DURATION", "duration": "PT1H"}


def promise(behavior, **more):
    return flow(
        parallel("p", sequence("s", work("a")), work("b")),
        work("c"),
        errors=[work("tell")],
        afterExecution=[work("report")],
        sla=[{**LIMIT, "behavior": behavior, **more}],
    )


def broken(drive):
    records = violated(drive.progress, drive.flow.sla[0], "too long", drive.now)
    drive.effects.clear()
    drive.take(records)
    return records


def states(drive):
    return {run.task_id: run.state for run in drive.progress.state.runs.values()}


def test_the_date_of_a_maximum_counts_from_the_creation_and_comes_back_in_the_next_process():
    drive = Drive(promise("FAIL"))
    due = WatchSla("limit", START + timedelta(hours=1))
    assert due in drive.effects
    drive.restart()
    assert due in drive.effects


def test_a_broken_promise_fails_the_last_open_task_with_what_is_around_it_and_the_execution():
    drive = Drive(promise("FAIL"))
    broken(drive)
    state = drive.progress.state
    assert (state.state, state.error) == (State.FAILED, "too long")
    killed, failed = State.KILLED, State.FAILED
    assert {name: states(drive)[name] for name in ("p", "s", "a", "b")} == {
        "p": failed,
        "s": failed,
        "a": failed,
        "b": killed,
    }
    drive.to_the_end()
    assert drive.order == ["p", "s", "b", "a", "report"]


def test_a_broken_promise_cancels_the_execution_and_kills_what_is_open():
    drive = Drive(promise("CANCEL", labels={"slow": True}))
    broken(drive)
    assert drive.progress.state.state is State.CANCELLED
    assert drive.progress.state.labels == {"slow": "true"}
    assert {states(drive)[name] for name in ("p", "s", "a", "b")} == {State.KILLED}


def test_a_promise_without_consequences_gives_its_labels_once():
    drive = Drive(promise("NONE", labels={"slow": "yes"}))
    effects = list(drive.effects)
    assert [type(record) for record in broken(drive)] == [SlaViolated]
    drive.effects = effects
    assert violated(drive.progress, drive.flow.sla[0], "too long", drive.now) == []
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.progress.state.labels == {"slow": "yes"}


def test_an_execution_that_has_ended_breaks_no_promise():
    drive = Drive(promise("FAIL"))
    drive.to_the_end()
    assert violated(drive.progress, drive.flow.sla[0], "too long", drive.now) == []


def test_a_maximum_is_exceeded_when_its_time_is_over():
    sla = promise("FAIL").sla[0]
    assert duration_violation(sla, timedelta(minutes=59)) is None
    assert "PT1H" in duration_violation(sla, timedelta(hours=1))


def test_an_assertion_that_is_false_or_cannot_be_rendered_is_violated():
    sla = flow(
        work("a"), sla=[{"id": "x", "type": "EXECUTION_ASSERTION", "behavior": "NONE", "assert": "{{ a }}"}]
    ).sla[0]
    assert assertion_violation(sla, lambda _: "true") is None
    assert "{{ a }}" in assertion_violation(sla, lambda _: "false")
    assert "no a" in assertion_violation(sla, lambda _: {}["no a"])


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ({"type": "MAX_DURATION"}, "needs `duration`"),
        ({"type": "EXECUTION_ASSERTION"}, "needs `assert`"),
        ({"type": "MAX_DURATION", "duration": "PT1S", "assert": "x"}, "has no `assert`"),
        ({"type": "MAX_DURATION", "duration": "PT1S", "labels": {"system.x": "y"}}, "system.x"),
    ],
)
def test_what_makes_no_promise_is_refused(written, cause):
    with pytest.raises(ValueError, match=cause):
        flow(work("a"), sla=[{"id": "x", "behavior": "FAIL", **written}])


def test_what_runs_after_the_end_runs_also_if_somebody_had_paused_the_execution():
    drive = Drive(promise("CANCEL"))
    drive.take([ExecutionEntered(at=drive.now, state=State.PAUSED, by_hand=True)])
    broken(drive)
    drive.to_the_end()
    assert drive.order[-1] == "report"
    assert drive.progress.finished
