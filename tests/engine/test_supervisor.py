from __future__ import annotations

import threading
from typing import ClassVar

import anyio
import pytest

import wavetank as wt
from wavetank.abc.event_source import RealtimeTrigger
from wavetank.api.assembly import REGISTRY
from wavetank.engine.watch import WatchState
from wavetank.errors import SourceError
from wavetank.model.event import Event, Outcome
from wavetank.model.trigger import Trigger

FLOW = """
id: stream
namespace: n
tasks:
  - id: take
    type: io.kestra.plugin.core.debug.Return
    format: "{message} {{{{ trigger.n }}}}"
triggers:
  - id: source
    type: test.Stream
    channel: {channel}
"""


class Stream(Trigger, RealtimeTrigger):
    """A realtime trigger whose source is this test."""

    opened: ClassVar[list[str]] = []
    closed: ClassVar[list[str]] = []
    contexts: ClassVar[dict[str, object]] = {}
    listening: ClassVar[threading.Event] = threading.Event()
    faults: ClassVar[list[Exception]] = []

    channel: str

    async def listen(self, context):
        self.opened.append(self.channel)
        if self.faults:
            raise self.faults.pop()
        self.contexts[self.channel] = context
        context.ready()
        self.listening.set()
        try:
            await anyio.sleep_forever()
        finally:
            self.closed.append(self.channel)

    def event_of(self, sample, context):
        return Event(identities=(str(sample["n"]),), variables=sample)


@pytest.fixture
def engine():
    REGISTRY.register("test.Stream", Stream)
    for kept in (Stream.opened, Stream.closed, Stream.contexts, Stream.faults):
        kept.clear()
    Stream.listening.clear()
    with wt.Engine() as engine:
        yield engine


def deploy(engine, message="got", channel="a"):
    flow = engine.deploy(FLOW.format(message=message, channel=channel))
    assert Stream.listening.wait(10)
    return flow


def send(engine, *numbers, channel="a"):
    events = [Event(identities=(str(number),), variables={"n": number}) for number in numbers]
    engine.portal.call(Stream.contexts[channel].receive, events)


def ended(engine, count):
    executions = engine.executions(limit=None)
    for execution in executions:
        execution.wait(10)
    assert len(executions) == count
    return [execution["take"]["value"] for execution in reversed(executions)]


def test_a_new_text_under_the_same_listener_keeps_it_and_is_seen_by_the_next_event(engine):
    deploy(engine, "one")
    send(engine, 1)
    deploy(engine, "two")
    send(engine, 2)
    assert ended(engine, 2) == ["one 1", "two 2"]
    assert (Stream.opened, Stream.closed) == (["a"], [])


def test_a_changed_listener_is_closed_before_the_new_one_opens(engine):
    deploy(engine, channel="a")
    Stream.listening.clear()
    deploy(engine, channel="b")
    assert (Stream.opened, Stream.closed) == (["a", "b"], ["a"])


def test_events_are_on_disk_when_receive_returns_and_those_seen_before_make_nothing(engine):
    deploy(engine)
    send(engine, 1, 2, 3)
    send(engine, 2, 3, 4)
    assert ended(engine, 4) == [f"got {number}" for number in (1, 2, 3, 4)]
    outcomes = [verdict.outcome for verdict in engine.verdicts(limit=None)]
    assert outcomes.count(Outcome.DUPLICATE) == 2


def test_a_source_that_fails_is_shown_and_tried_again(engine):
    Stream.faults.append(SourceError("The broker is away."))
    states = []
    engine.subscribe_triggers(lambda: states.append(engine.triggers["n.stream", "source"].detail))
    deploy(engine)
    assert Stream.opened == ["a", "a"]
    assert any("The broker is away." in detail for detail in states)
    assert engine.triggers["n.stream", "source"].state is WatchState.LISTENING


def test_pausing_closes_the_listener_and_going_on_opens_it_again(engine):
    deploy(engine)
    engine.pause_trigger("n.stream", "source")
    assert Stream.closed == ["a"]
    Stream.listening.clear()
    engine.resume_trigger("n.stream", "source")
    assert Stream.listening.wait(10)


def test_a_removed_flow_listens_no_more_and_its_executions_stay(engine):
    deploy(engine)
    send(engine, 1)
    ended(engine, 1)
    engine.remove("n.stream")
    assert Stream.closed == ["a"]
    assert "n.stream" not in engine.flows
    assert len(engine.executions(flow="n.stream")) == 1
