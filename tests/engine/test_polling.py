"""Polling triggers under an engine whose clock is moved by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest

import wavetank as wt
from wavetank.abc.event_source import Poll, PollingTrigger
from wavetank.api.assembly import REGISTRY
from wavetank.model.event import Event
from wavetank.model.level import Level
from wavetank.model.trigger import Trigger

from .clocked import CORE, START, condition, flow


class Found(Poll):
    def __init__(self, event):
        self.event = event

    def acknowledge(self):
        pass


class Source(Trigger, PollingTrigger):
    """A source that the test fills."""

    interval: ClassVar[timedelta] = timedelta(minutes=1)
    waiting: ClassVar[list[object]] = []
    polls: ClassVar[list[object]] = []

    def poll(self, context):
        self.polls.append(context.now())
        if not self.waiting:
            return None
        found = self.waiting.pop(0)
        context.log(Level.INFO, f"found {found}")
        if isinstance(found, Exception):
            raise found
        return Found(Event(identities=(found,), variables={"found": found}))

    def event_of(self, sample, context):
        return Event(identities=(context.new_id(),), variables={"found": sample})


@pytest.fixture(autouse=True)
def source():
    REGISTRY.register("test.Source", Source)
    Source.waiting.clear()
    Source.polls.clear()
    return Source


def poller(**properties):
    return {"id": "source", "type": "test.Source", **properties}


def test_the_log_of_a_look_may_go_to_a_file_of_the_execution(clocked, source):
    source.waiting += ["one"]
    clocked.deploy(flow("f", poller(logToFile=True)))
    clocked.settle()
    (execution,) = clocked.executions("n.f")
    text = clocked.storage.read(execution.trigger.log_file).decode()
    assert text.endswith(" INFO found one\n")
    assert f"/executions/{execution.id}/trigger/source/" in execution.trigger.log_file
    assert "found one" not in [entry.message for entry in clocked.logs()]


def test_what_a_look_that_failed_has_logged_is_in_the_log_all_the_same(clocked, source):
    source.waiting += [ValueError("broken")]
    clocked.deploy(flow("f", poller(logToFile=True)))
    clocked.settle()
    assert [entry.message for entry in clocked.logs()] == ["found broken", "broken"]


def test_it_looks_at_once_and_then_after_each_interval(clocked, clock, source):
    clocked.deploy(flow("f", poller()))
    clock.advance(150)
    assert source.polls == [START + timedelta(minutes=minute) for minute in range(3)]
    assert clocked.triggers["n.f", "source"].next_date == START + timedelta(minutes=3)


def test_what_is_found_becomes_an_execution(clocked, clock, source):
    source.waiting[:] = ["one", "two"]
    clocked.deploy(flow("f", poller()))
    clock.advance(300)
    assert [each.trigger.variables["found"] for each in reversed(clocked.executions("n.f"))] == ["one", "two"]


def test_the_next_look_waits_for_the_execution_unless_they_may_overlap(clocked, clock, source):
    pause = [{"id": "wait", "type": CORE + "flow.Pause"}]
    source.waiting[:] = ["one", "two"]
    clocked.deploy(flow("f", poller(), tasks=pause))
    clock.advance(300)
    assert len(source.polls) == 1
    clocked.deploy(flow("g", poller(allowConcurrent=True), tasks=pause))
    clock.advance(60)
    assert len(source.polls) == 3


def test_conditions_are_asked_before_the_look_and_see_the_planned_date(clocked, clock, source):
    even = condition("Expression", expression="{{ (trigger.date | date('m') | number) % 2 == 0 }}")
    clocked.deploy(flow("f", poller(conditions=[even])))
    clock.advance(180)
    assert [moment.minute for moment in source.polls] == [30, 32]
    assert len(clocked.verdicts("n.f")) == 0


def test_a_condition_that_cannot_be_decided_fails_an_execution_each_time(clocked, clock, source):
    seen = condition("Expression", expression="{{ trigger.found == 'one' }}")
    source.waiting[:] = ["one"]
    clocked.deploy(flow("f", poller(conditions=[seen])))
    clock.advance(60)
    assert source.polls == []
    assert [execution.state for execution in clocked.executions("n.f")] == ["FAILED", "FAILED"]


def test_a_fault_of_the_source_is_logged_and_fails_an_execution_only_if_it_is_asked_for(clocked, clock, source):
    source.waiting[:] = [wt.SourceError("The door is shut.")]
    clocked.deploy(flow("f", poller()))
    clock.advance(1)
    assert len(clocked.executions("n.f")) == 0
    clocked.pause_trigger("n.f", "source")
    source.waiting[:] = [wt.SourceError("The door is shut."), "one"]
    clocked.deploy(flow("g", poller(failOnTriggerError=True)))
    clock.advance(60)
    assert [execution.state for execution in reversed(clocked.executions("n.g"))] == ["FAILED", "SUCCESS"]
    assert clocked.executions("n.g")[1].error == "The door is shut."
    assert clocked.verdicts("n.g")[1].stage == "poll"
