"""What an engine had under way when its process died comes back with the next one: a fact for each kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.engine.clocked import CORE, START, condition, dates, flow, schedule

import wavetank as wt
from wavetank.model.state import State

from .recovered import recovered

PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}
SAY = {"id": "say", "type": CORE + "debug.Return", "format": "said"}
HOOK = {"id": "hook", "type": CORE + "trigger.Webhook", "key": "open-sesame"}


@pytest.fixture
def clock():
    return wt.lab.VirtualClock(START)


@pytest.fixture
def engine(clock, tmp_path):
    with wt.Engine(tmp_path / "home", clock=clock, config={"wavetank.server.port": 0}) as engine:
        yield engine


def begun(engine, key="n.f", **inputs):
    execution = engine.run(key, inputs, wait=False)
    engine.settle()
    return execution.id


def test_a_retry_comes_when_it_is_due(engine, clock):
    retry = {"type": "constant", "interval": "PT1H", "maxAttempt": 2}
    engine.deploy(flow("f", tasks=[{"id": "fail", "type": CORE + "execution.Fail", "retry": retry}]))
    made = begun(engine)
    with recovered(engine, clock, 1800) as other:
        assert other.execution(made).state is State.RETRYING
        other.clock.advance(1800)
        assert other.execution(made).state is State.FAILED
        assert [attempt.state for attempt in other.execution(made).task_runs[0].attempts] == [State.FAILED] * 2


def test_a_pause_ends_when_it_is_due_or_at_once_if_that_is_over(engine, clock):
    engine.deploy(flow("f", tasks=[{**PAUSE, "pauseDuration": "PT1H"}, SAY]))
    made = begun(engine)
    with recovered(engine, clock, 3599) as other:
        assert other.execution(made).state is State.PAUSED
        other.clock.advance(1)
        assert other.execution(made).state is State.SUCCESS


def test_a_pause_without_end_still_waits_to_be_resumed(engine, clock):
    engine.deploy(flow("f", tasks=[PAUSE, SAY]))
    made = begun(engine)
    with recovered(engine, clock) as other:
        other.resume(made)
        assert other.execution(made).wait(10).state is State.SUCCESS


def test_an_execution_that_was_paused_by_hand_stays_so(engine, clock):
    engine.deploy(flow("f", tasks=[{"id": "sleep", "type": CORE + "flow.Sleep", "duration": "PT1H"}, SAY]))
    made = begun(engine)
    engine.pause(made)
    with recovered(engine, clock, 7200) as other:
        assert other.execution(made).state is State.PAUSED
        other.resume(made)
        other.clock.advance(3600)
        assert other.execution(made).state is State.SUCCESS


def test_what_waits_in_the_queue_of_its_flow_begins_when_there_is_room(engine, clock):
    engine.deploy(flow("f", tasks=[PAUSE], concurrency={"limit": 1}))
    first, second, third = (begun(engine) for _ in range(3))
    with recovered(engine, clock) as other:
        assert [other.execution(each).state for each in (first, second, third)] == ["PAUSED", "QUEUED", "QUEUED"]
        other.resume(first)
        other.settle()
        assert [other.execution(each).state for each in (first, second, third)] == ["SUCCESS", "PAUSED", "QUEUED"]


def test_a_task_that_waits_for_a_subflow_goes_on_waiting_for_the_same_execution(engine, clock):
    engine.deploy(flow("below", tasks=[PAUSE]))
    engine.deploy(flow("f", tasks=[{"id": "sub", "type": CORE + "flow.Subflow", "namespace": "n", "flowId": "below"}]))
    made = begun(engine)
    (below,) = engine.executions("n.below")
    with recovered(engine, clock) as other:
        assert [each.id for each in other.executions("n.below")] == [below.id]
        other.resume(below.id)
        assert other.execution(made).wait(10)["sub"]["executionId"] == below.id


def test_dates_of_a_schedule_that_passed_are_fired_once_each(engine, clock):
    engine.deploy(flow("f", schedule()))
    clock.advance(3600)
    fired = dates(engine)
    with recovered(engine, clock, 7200) as other:
        assert dates(other) == [*fired, fired[-1] + timedelta(hours=1), fired[-1] + timedelta(hours=2)]


def test_a_backfill_goes_on_where_it_stopped(engine, clock):
    engine.deploy(flow("f", schedule(), tasks=[PAUSE]))
    engine.backfill("n.f", "schedule", START - timedelta(hours=3), START)
    engine.settle()
    first = dates(engine)
    assert len(first) == 1, "the next date waits for the execution of the one before"
    with recovered(engine, clock) as other:
        for number in range(3):
            other.resume(other.executions(state="PAUSED")[0].id)
            other.settle()
            assert len(dates(other)) == min(number + 2, 3)
        assert dates(other) == [first[0] + timedelta(hours=number) for number in range(3)]


def test_a_schedule_waits_for_the_execution_of_its_last_date_also_in_its_next_life(engine, clock):
    engine.deploy(flow("f", schedule(allowConcurrent=False), tasks=[PAUSE]))
    clock.advance(3600)
    (made,) = engine.executions("n.f")
    with recovered(engine, clock, 3600) as other:
        assert len(dates(other)) == 1
        other.resume(made.id)
        other.settle()
        assert len(dates(other)) == 2


def test_a_window_that_is_half_fulfilled_waits_for_the_rest(engine, clock):
    both = {name: condition("ExecutionFlow", namespace="n", flowId=name) for name in "ab"}
    gate = condition("MultipleCondition", id="both", window="PT1H", conditions=both)
    trigger = {"id": "flow", "type": CORE + "trigger.Flow", "conditions": [gate]}
    for text in (flow("a"), flow("b"), flow("f", trigger)):
        engine.deploy(text)
    begun(engine, "n.a")
    with recovered(engine, clock) as other:
        begun(other, "n.b")
        assert len(other.executions("n.f")) == 1


def test_a_trigger_that_was_paused_by_hand_stays_so_whatever_is_deployed(engine, clock):
    text = flow("f", schedule())
    engine.deploy(text)
    engine.pause_trigger("n.f", "schedule")
    with recovered(engine, clock, 7200) as other:
        other.deploy(text)
        assert other.triggers["n.f", "schedule"].state == "PAUSED"
        assert dates(other) == []
        other.resume_trigger("n.f", "schedule")
        other.clock.advance(3600)
        assert len(dates(other)) == 1


def test_a_flow_that_was_deployed_paused_stays_so_until_it_is_deployed_again(engine, clock):
    text = flow("f", schedule(), HOOK)
    engine.deploy(text, paused=True)
    with recovered(engine, clock, 7200) as other:
        assert {trigger.state for trigger in other.triggers.values()} == {"PAUSED"}
        assert other.triggers["n.f", "hook"].url == ""
        other.deploy(text)
        other.settle()
        assert [trigger.state for trigger in other.triggers.values()] == ["WAITING", "LISTENING"]
        assert dates(other) == [], "what passed while it was paused is not caught up with"
        other.clock.advance(3600)
        assert len(dates(other)) == 1


def test_one_trigger_of_a_paused_flow_may_go_on_alone(engine, clock):
    engine.deploy(flow("f", schedule(), HOOK), paused=True)
    engine.resume_trigger("n.f", "schedule")
    with recovered(engine, clock) as other:
        assert [trigger.state for trigger in other.triggers.values()] == ["WAITING", "PAUSED"]
