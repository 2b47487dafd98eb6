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
