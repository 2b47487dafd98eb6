from __future__ import annotations

from datetime import timedelta

from .clocked import CORE, at, dates, flow, schedule

FAIL = {"id": "fail", "type": CORE + "execution.Fail"}


def test_a_trigger_is_switched_off_when_its_execution_ends_in_a_state_of_stop_after(clocked, clock):
    clocked.deploy(flow("f", schedule(stopAfter=["FAILED"]), tasks=[FAIL]))
    clock.advance(timedelta(hours=3))
    assert dates(clocked) == [at(6, 15, 11)]
    trigger = clocked.triggers["n.f", "schedule"]
    assert (trigger.disabled, trigger.next_date) == (True, None)


def test_another_end_does_not_switch_it_off(clocked, clock):
    clocked.deploy(flow("f", schedule(stopAfter=["FAILED"])))
    clock.advance(timedelta(hours=3))
    assert len(dates(clocked)) == 3
    assert not clocked.triggers["n.f", "schedule"].disabled


def test_missed_dates_are_not_fired_after_the_stop(clocked, clock):
    clocked.deploy(flow("f", schedule(stopAfter=["SUCCESS"])))
    clocked.set_trigger("n.f", "schedule", date=at(6, 15, 5))
    clocked.settle()
    assert dates(clocked) == [at(6, 15, 6)]


def test_it_can_be_switched_on_again(clocked, clock):
    clocked.deploy(flow("f", schedule(stopAfter=["SUCCESS"])))
    clock.advance(3600)
    clocked.resume_trigger("n.f", "schedule")
    clock.advance(3600)
    assert len(dates(clocked)) == 2


def test_triggers_that_only_react_are_switched_off_too(clocked):
    hook = {"id": "flow", "type": CORE + "trigger.Flow", "stopAfter": ["SUCCESS"]}
    clocked.deploy(flow("a"))
    clocked.deploy(flow("f", hook))
    for _ in range(2):
        clocked.run("n.a")
        clocked.settle()
    assert len(clocked.executions("n.f")) == 1
    assert clocked.triggers["n.f", "flow"].disabled
