from __future__ import annotations

from datetime import datetime, timedelta

import pytest

import wavetank as wt

from .clocked import CORE, START, at, dates, flow, schedule

PAST = [at(6, 15, hour) for hour in (7, 8, 9)]
KEY = ("n.f", "schedule")


def test_a_backfill_fires_the_dates_of_its_span_and_then_the_regular_ones_go_on(clocked, clock):
    clocked.deploy(flow("f", schedule()))
    clocked.backfill(*KEY, at(6, 15, 6, 30), at(6, 15, 9))
    clocked.settle()
    assert dates(clocked) == PAST
    assert clocked.triggers[KEY].next_date == at(6, 15, 11)
    clock.advance(3600)
    assert dates(clocked) == [*PAST, at(6, 15, 11)]


def test_a_date_that_fired_before_fires_again_in_a_backfill(clocked, clock):
    clocked.deploy(flow("f", schedule()))
    clock.advance(3600)
    for _ in range(2):
        clocked.backfill(*KEY, at(6, 15, 11))
        clocked.settle()
    assert dates(clocked) == [at(6, 15, 11)] * 3


def test_its_inputs_count_before_those_of_the_trigger_and_its_labels_are_added(clocked):
    inputs = [{"id": "size", "type": "STRING"}, {"id": "colour", "type": "STRING"}]
    trigger = schedule(inputs={"size": "small", "colour": "red"}, labels={"by": "schedule"})
    clocked.deploy(flow("f", trigger, inputs=inputs))
    clocked.backfill(*KEY, at(6, 15, 7), at(6, 15, 7), inputs={"size": "large"}, labels={"why": "late data"})
    clocked.settle()
    made = clocked.executions("n.f")[0]
    assert made.inputs == {"size": "large", "colour": "red"}
    assert made.labels == {"by": "schedule", "why": "late data", "system.correlationId": made.id}


def test_lateness_does_not_matter_in_a_backfill(clocked):
    clocked.deploy(flow("f", schedule(lateMaximumDelay="PT1M")))
    clocked.backfill(*KEY, at(6, 15, 7), at(6, 15, 9))
    clocked.settle()
    assert dates(clocked) == PAST


def test_its_executions_run_one_after_another(clocked):
    clocked.deploy(flow("f", schedule(), tasks=[{"id": "wait", "type": CORE + "flow.Pause"}]))
    clocked.backfill(*KEY, at(6, 15, 7), at(6, 15, 9))
    clocked.settle()
    assert dates(clocked) == PAST[:1]
    clocked.resume(clocked.executions("n.f")[0].id)
    clocked.settle()
    assert dates(clocked) == PAST[:2]


def test_it_can_be_paused_and_go_on(clocked, clock):
    clocked.deploy(flow("f", schedule(), tasks=[{"id": "wait", "type": CORE + "flow.Pause"}]))
    clocked.backfill(*KEY, at(6, 15, 7), at(6, 15, 9))
    clocked.settle()
    clocked.pause_backfill(*KEY)
    clocked.resume(clocked.executions("n.f")[0].id)
    clock.advance(timedelta(hours=1))
    assert dates(clocked) == PAST[:1]
    clocked.resume_backfill(*KEY)
    clocked.settle()
    assert dates(clocked) == PAST[:2]


def test_a_deleted_backfill_gives_way_to_the_regular_dates(clocked, clock):
    clocked.deploy(flow("f", schedule(), tasks=[{"id": "wait", "type": CORE + "flow.Pause"}]))
    clocked.backfill(*KEY, at(6, 15, 7), at(6, 15, 9))
    clocked.settle()
    clocked.delete_backfill(*KEY)
    assert clocked.triggers[KEY].next_date == at(6, 15, 11)
    clocked.resume(clocked.executions("n.f")[0].id)
    clock.advance(3600)
    assert dates(clocked) == [PAST[0], at(6, 15, 11)]


def test_it_goes_on_after_a_restart(clock, tmp_path):
    with wt.Engine(tmp_path / "home", clock=clock) as engine:
        engine.deploy(flow("f", schedule()))
        engine.pause_trigger(*KEY)
        engine.backfill(*KEY, at(6, 15, 7), at(6, 15, 9))
    with wt.Engine(tmp_path / "home", clock=clock) as engine:
        assert dates(engine) == []
        engine.set_trigger(*KEY, disabled=False, next_date=at(6, 15, 7))
        engine.settle()
        assert dates(engine) == PAST


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        (at(6, 15, 9, 10), at(6, 15, 9, 50), wt.StateError),
        (at(6, 15, 9), at(6, 15, 8), wt.InputError),
        (datetime(2024, 6, 15), None, wt.InputError),  # noqa: DTZ001
    ],
)
def test_a_span_without_dates_a_zone_or_a_length_is_refused(clocked, start, end, error):
    clocked.deploy(flow("f", schedule()))
    with pytest.raises(error):
        clocked.backfill(*KEY, start, end)
    assert clocked.triggers[KEY].next_date in (None, at(6, 15, 11))


def test_there_is_one_at_a_time_and_only_for_schedules(clocked):
    clocked.deploy(flow("f", schedule(), {"id": "flow", "type": CORE + "trigger.Flow"}))
    clocked.pause_trigger(*KEY)
    clocked.backfill(*KEY, at(6, 15, 7))
    with pytest.raises(wt.StateError, match="going on"):
        clocked.backfill(*KEY, at(6, 15, 7))
    with pytest.raises(wt.StateError, match="no dates"):
        clocked.backfill("n.f", "flow", START)
    with pytest.raises(wt.StateError, match="no backfill"):
        clocked.delete_backfill("n.f", "flow")
    with pytest.raises(wt.NotFoundError):
        clocked.backfill("n.f", "none", START)
