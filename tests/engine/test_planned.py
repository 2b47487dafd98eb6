"""Schedules under an engine whose clock is moved by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

import wavetank as wt
from wavetank.model.event import Outcome

from .clocked import CORE, START, at, condition, dates, flow, schedule

PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}
HOURS = [at(6, 15, hour) for hour in (11, 12, 13)]


def test_a_schedule_fires_at_each_of_its_dates_and_at_no_other(clocked, clock):
    clocked.deploy(flow("f", schedule()))
    clock.advance(timedelta(hours=3))
    assert dates(clocked) == HOURS
    assert [execution.created for execution in reversed(clocked.executions("n.f"))] == HOURS


def test_an_execution_knows_its_date_and_those_around_it_in_the_zone_of_the_schedule(clocked, clock):
    clocked.deploy(flow("f", schedule(timezone="Europe/Paris")))
    clock.advance(3600)
    variables = clocked.executions("n.f")[0].trigger.variables
    assert variables == {
        "date": "2024-06-15T13:00:00+02:00",
        "next": "2024-06-15T14:00:00+02:00",
        "previous": "2024-06-15T12:00:00+02:00",
    }
    assert clocked.executions("n.f")[0].variables["schedule"] == variables


def test_seconds_are_the_first_of_six_fields(clocked, clock):
    clocked.deploy(flow("f", schedule("*/20 * * * * *", withSeconds=True)))
    clock.advance(60)
    assert [date.second for date in dates(clocked)] == [20, 40, 0]


def test_a_month_of_a_daily_schedule_passes_at_once(clocked, clock):
    clocked.deploy(flow("f", schedule("@daily")))
    clock.advance(timedelta(days=30))
    assert len(clocked.executions("n.f", limit=None)) == 30


def test_conditions_filter_dates_without_a_trace_and_change_next_and_previous(clocked, clock):
    clocked.deploy(flow("f", schedule("0 9 * * *", conditions=[condition("DayWeek", dayOfWeek="MONDAY")])))
    assert clocked.settle() is None
    assert clocked.triggers["n.f", "schedule"].next_date == at(6, 17, 9)
    clock.advance(timedelta(days=14))
    assert dates(clocked) == [at(6, 17, 9), at(6, 24, 9)]
    assert [verdict.outcome for verdict in clocked.verdicts("n.f")] == [Outcome.FIRED, Outcome.FIRED]
    first = clocked.executions("n.f")[-1].trigger.variables
    assert (first["next"], first["previous"]) == ("2024-06-24T09:00:00Z", "2024-06-10T09:00:00Z")


def test_a_condition_that_cannot_be_rendered_fails_an_execution_at_each_date(clocked, clock):
    broken = condition("Expression", expression="{{ no.such.thing }}")
    clocked.deploy(flow("f", schedule(conditions=[broken]), labels={"team": "a"}))
    clock.advance(timedelta(hours=2))
    made = clocked.executions("n.f")
    assert [(each.state, len(each.task_runs)) for each in made] == [("FAILED", 0)] * 2
    assert made[0].labels == {"team": "a", "system.correlationId": made[0].id}
    assert "no" in made[0].error
    assert [entry.level for entry in made[0].logs] == ["ERROR"]
    verdict = clocked.verdicts("n.f")[0]
    assert (verdict.outcome, verdict.stage, verdict.execution_id) == (Outcome.FAILED, "conditions", made[0].id)


def test_a_condition_on_executions_fails_on_a_schedule(clocked, clock):
    clocked.deploy(flow("f", schedule(conditions=[condition("ExecutionStatus", **{"in": ["SUCCESS"]})])))
    clock.advance(3600)
    assert "trigger.Flow" in clocked.executions("n.f")[0].error


def test_inputs_and_labels_are_rendered_with_the_date_and_defaults_are_added(clocked, clock):
    inputs = [
        {"id": "day", "type": "DATE"},
        {"id": "n", "type": "INT", "defaults": 3},
        {"id": "none", "type": "STRING", "required": False},
    ]
    trigger = schedule(
        inputs={"day": "{{ trigger.date | date('yyyy-MM-dd') }}"},
        labels={"hour": "{{ trigger.date | date('HH') }}", "empty": "{{ null }}", "broken": "{{ nothing }}"},
    )
    clocked.deploy(flow("f", trigger, inputs=inputs, labels={"team": "a"}))
    clock.advance(3600)
    made = clocked.executions("n.f")[0]
    assert made.inputs == {"day": "2024-06-15", "n": 3, "none": None}
    assert made.labels == {"team": "a", "hour": "11", "empty": "", "system.correlationId": made.id}
    assert any("broken" in entry.message for entry in clocked.runtime.surroundings.store.logs())


def test_inputs_that_are_not_accepted_make_no_execution_and_the_next_date_comes(clocked, clock):
    inputs = [{"id": "n", "type": "INT"}]
    clocked.deploy(flow("f", schedule(inputs={"n": "many"}), inputs=inputs))
    clock.advance(timedelta(hours=2))
    assert len(clocked.executions("n.f")) == 0
    assert [(verdict.outcome, verdict.stage) for verdict in clocked.verdicts("n.f")] == [(Outcome.FAILED, "inputs")] * 2


def test_it_fires_again_only_when_its_execution_has_ended_and_then_catches_up(clocked, clock):
    clocked.deploy(flow("f", schedule(), tasks=[PAUSE]))
    clock.advance(timedelta(hours=3))
    assert dates(clocked) == HOURS[:1]
    for _ in HOURS:
        clocked.resume(clocked.executions("n.f")[0].id)
        clocked.settle()
    assert dates(clocked) == HOURS


def test_with_allow_concurrent_it_fires_while_its_execution_runs(clocked, clock):
    clocked.deploy(flow("f", schedule(allowConcurrent=True), tasks=[PAUSE]))
    clock.advance(timedelta(hours=3))
    assert dates(clocked) == HOURS


def test_dates_that_are_too_late_are_passed_over(clocked, clock):
    clocked.deploy(flow("f", schedule("*/10 * * * *", lateMaximumDelay="PT15M"), tasks=[PAUSE]))
    clock.advance(timedelta(hours=1))
    clocked.resume(clocked.executions("n.f")[0].id)
    clocked.settle()
    assert dates(clocked) == [at(6, 15, 10, 40), at(6, 15, 11, 20)]


@pytest.mark.parametrize(
    ("missed", "expected"),
    [("ALL", [at(6, 15, 8), at(6, 15, 9), at(6, 15, 10)]), ("LAST", [at(6, 15, 10)]), ("NONE", [])],
)
def test_dates_that_were_missed_are_caught_up_with_at_the_start(clock, missed, expected):
    with wt.Engine(clock=clock) as engine:
        pass
    engine = wt.Engine(clock=clock)
    engine.deploy(flow("f", schedule(recoverMissedSchedules=missed)))
    engine.set_trigger("n.f", "schedule", date=at(6, 15, 7, 30))
    with engine:
        engine.settle()
        assert dates(engine) == expected
        assert engine.triggers["n.f", "schedule"].next_date == at(6, 15, 11)


def test_what_is_missed_is_configured_for_all_schedules(clock):
    settings = [{"type": CORE + "trigger.Schedule", "values": {"recoverMissedSchedules": "NONE"}}]
    engine = wt.Engine(clock=clock, config={"kestra.plugins.configurations": settings})
    engine.deploy(flow("f", schedule()))
    engine.deploy(flow("g", schedule(recoverMissedSchedules="LAST")))
    for key in ("n.f", "n.g"):
        engine.set_trigger(key, "schedule", date=at(6, 15, 7, 30))
    with engine:
        engine.settle()
        assert (dates(engine, "n.f"), dates(engine, "n.g")) == ([], [at(6, 15, 10)])


def test_after_a_restart_the_missed_dates_of_a_home_are_fired_once(clock, tmp_path):
    with wt.Engine(tmp_path / "home", clock=clock) as engine:
        engine.deploy(flow("f", schedule()))
        clock.advance(3600)
    clock.advance(timedelta(hours=2))
    with wt.Engine(tmp_path / "home", clock=clock) as engine:
        engine.settle()
        assert dates(engine) == HOURS


def test_a_paused_trigger_misses_nothing_and_has_no_next_date(clocked, clock):
    clocked.deploy(flow("f", schedule()))
    clocked.pause_trigger("n.f", "schedule")
    assert clocked.triggers["n.f", "schedule"].next_date is None
    clock.advance(timedelta(hours=2))
    clocked.resume_trigger("n.f", "schedule")
    clocked.settle()
    assert dates(clocked) == []
    clock.advance(timedelta(hours=1))
    assert dates(clocked) == HOURS[2:]


def test_a_changed_schedule_begins_anew_and_stays_paused(clocked, clock):
    clocked.deploy(flow("f", schedule()))
    clocked.pause_trigger("n.f", "schedule")
    clocked.deploy(flow("f", schedule("30 * * * *")))
    assert clocked.triggers["n.f", "schedule"].disabled
    clocked.resume_trigger("n.f", "schedule")
    clock.advance(3600)
    assert dates(clocked) == [at(6, 15, 11, 30)]


def test_what_is_set_by_hand_is_kept_before_the_start(clock):
    engine = wt.Engine(clock=clock)
    engine.deploy(flow("f", schedule()))
    engine.set_trigger("n.f", "schedule", date=START, next_date=at(6, 15, 10), disabled=True)
    with engine:
        clock.advance(3)
        trigger = engine.triggers["n.f", "schedule"]
        assert (trigger.date, trigger.next_date, trigger.disabled) == (START, at(6, 15, 10), True)
        assert dates(engine) == []


def test_a_poll_fires_the_date_that_is_due(clocked):
    clocked.deploy(flow("f", schedule("0 0 1 * *")))
    verdict = clocked.poll("n.f", "schedule", date=at(5, 1))
    assert verdict.execution.trigger.variables["previous"] == "2024-04-01T00:00:00Z"
    assert clocked.poll("n.f", "schedule", date=at(5, 1)).outcome is Outcome.DUPLICATE


def test_a_poll_fires_nothing_where_no_date_is_due(clocked):
    clocked.deploy(flow("f", schedule("0 8 * * *", conditions=[condition("DayWeek", dayOfWeek="SATURDAY")])))
    for date in (at(6, 15, 10, 30), at(6, 14, 8)):
        assert clocked.poll("n.f", "schedule", date=date).execution is None
    assert len(clocked.verdicts("n.f")) == 0
    early = {"currentDate": at(6, 15), "end": at(6, 16)}
    assert clocked.poll("n.f", "schedule", date=START, backfill=early).execution is None
    due = {"currentDate": at(6, 15, 8), "end": at(6, 16)}
    assert clocked.poll("n.f", "schedule", date=START, backfill=due).execution is not None


def test_only_what_has_dates_or_a_source_is_polled(clocked):
    clocked.deploy(flow("f", {"id": "flow", "type": CORE + "trigger.Flow"}))
    with pytest.raises(wt.StateError, match="does not poll"):
        clocked.poll("n.f", "flow")
