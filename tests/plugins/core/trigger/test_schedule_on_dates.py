from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

import wavetank as wt

CORE = "io.kestra.plugin.core."
START = datetime(2024, 6, 15, 10, 30, 15, tzinfo=UTC)


@pytest.fixture
def clock():
    return wt.lab.VirtualClock(START)


@pytest.fixture
def engine(clock):
    with wt.Engine(clock=clock) as engine:
        yield engine


def deploy(engine, *seconds, **properties):
    dates = [(START + timedelta(seconds=each)).isoformat() for each in seconds]
    trigger = {"id": "dates", "type": CORE + "trigger.ScheduleOnDates", "dates": dates, **properties}
    say = {"id": "say", "type": CORE + "debug.Return", "format": "ok"}
    engine.deploy(yaml.safe_dump({"id": "f", "namespace": "n", "tasks": [say], "triggers": [trigger]}))


def fired(engine):
    made = reversed(engine.executions("n.f", limit=None))
    return [(execution.schedule_date - START).total_seconds() for execution in made]


def test_it_fires_at_each_date_also_at_those_that_had_passed_when_it_was_new(engine, clock):
    deploy(engine, 20, -5, 10)
    clock.advance(15)
    assert fired(engine) == [-5, 10]
    clock.advance(15)
    assert fired(engine) == [-5, 10, 20]
    assert engine.triggers["n.f", "dates"].detail == "no further date"


def test_its_executions_have_no_variables_and_their_inputs_are_rendered(engine):
    deploy(engine, -5, labels={"by": "{{ trigger.id }}"})
    engine.settle()
    (execution,) = engine.executions("n.f")
    assert (execution.trigger.variables, execution.labels["by"]) == ({}, "dates")


@pytest.mark.parametrize(("missed", "expected"), [("ALL", [-2, -1]), ("LAST", [-1]), ("NONE", [])])
def test_missed_dates_are_caught_up_with_as_is_wanted(clock, missed, expected):
    engine = wt.Engine(clock=clock)
    deploy(engine, -2, -1, 1, 2, recoverMissedSchedules=missed)
    engine.set_trigger("n.f", "dates", date=START - timedelta(hours=3))
    with engine:
        engine.settle()
        assert fired(engine) == expected
        assert engine.triggers["n.f", "dates"].next_date == START + timedelta(seconds=1)


def test_dates_without_an_offset_are_those_of_its_zone(engine, clock):
    trigger = {"dates": ["2024-06-15T12:31:00"], "timezone": "{{ 'Europe/Paris' }}"}
    deploy(engine, **trigger)
    clock.advance(60)
    assert fired(engine) == [45]


def test_dates_that_cannot_be_rendered_are_shown_at_the_trigger_and_tried_again(engine, clock):
    deploy(engine, dates="{{ nothing }}")
    engine.settle()
    assert engine.triggers["n.f", "dates"].state == "FAILED"
    clock.advance(60)
    assert "nothing" in engine.triggers["n.f", "dates"].detail


def test_it_is_fired_by_hand_with_its_next_date_or_another(engine):
    deploy(engine, 20)
    assert engine.fire("n.f", "dates").execution.schedule_date == START + timedelta(seconds=20)
    given = engine.fire("n.f", "dates", {"date": "2020-01-01T00:00:00Z"}).execution
    assert given.schedule_date == datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(wt.InputError, match="a schedule takes"):
        engine.fire("n.f", "dates", "soon")
