from __future__ import annotations

from wavetank.model.event import Event
from wavetank.model.state import State

from .clocked import CORE, flow

HOOK = {"id": "hook", "type": CORE + "trigger.Webhook", "key": "open-sesame"}
PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}


def test_an_event_that_came_twice_gives_back_the_place_that_it_took_in_its_flow(clocked):
    """Whether it came before is known at the commit; until then another execution may wait behind it."""
    written = clocked.deploy(flow("f", HOOK, concurrency={"limit": 1}))
    trigger = written.trigger("hook")

    def receive(*names):
        events = [Event(identities=(name,), variables={"name": name}) for name in names]
        return clocked.portal.call(clocked.runtime.intake.receive, written, trigger, events)

    receive("first")
    clocked.settle()
    outcomes = [verdict.outcome for verdict in receive("first", "second")]
    clocked.settle()
    assert outcomes == ["DUPLICATE", "FIRED"]
    assert [execution.state for execution in clocked.executions("n.f")] == [State.SUCCESS, State.SUCCESS]


def test_an_event_that_brings_the_id_of_its_execution_and_comes_again_leaves_that_alone(clocked):
    """As from an inbox of which the engine died before it had forgotten what it took."""
    written = clocked.deploy(flow("f", HOOK, tasks=[PAUSE], concurrency={"limit": 1}))
    events = [Event(identities=("one",), variables={}, execution_id="chosen")]

    def receive():
        return clocked.portal.call(clocked.runtime.intake.receive, written, written.trigger("hook"), events)

    assert [verdict.outcome for verdict in receive()] == ["FIRED"]
    live = clocked.runtime.conductor.live["chosen"]
    (again,) = receive()
    assert (again.outcome, again.execution_id) == ("DUPLICATE", "chosen")
    assert clocked.runtime.conductor.live["chosen"] is live
    clocked.resume("chosen")
    assert clocked.execution("chosen").wait(10).state is State.SUCCESS
    assert [verdict.outcome for verdict in receive()] == ["DUPLICATE"]
