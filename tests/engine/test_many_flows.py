"""What an event costs does not depend on how many flows are deployed: counted, not timed."""

from __future__ import annotations

import pytest
from tests.core.operation_count import OperationCount

import wavetank as wt
from wavetank.model.event import Outcome

from .clocked import CORE, condition, flow

FEW, MANY = 3, 60
PAUSE = [{"id": "wait", "type": CORE + "flow.Pause"}]


def webhook(number):
    return {"id": "hook", "type": CORE + "trigger.Webhook", "key": f"key-{number}"}


def listener(**properties):
    return {"id": "hear", "type": CORE + "trigger.Flow", **properties}


def for_one_flow(number):
    return listener(conditions=[condition("ExecutionFlow", namespace="n", flowId=f"other-{number}")])


def for_a_window(number):
    return listener(preconditions={"id": "all", "flows": [{"namespace": "n", "flowId": f"other-{number}"}]})


def for_a_namespace(number):
    return listener(conditions=[condition("ExecutionNamespace", namespace=f"n-{number}")])


def cost_of_a_call(trigger, count):
    """Of a webhook's call, and of the whole execution that it makes, beside flows with such a trigger."""
    with wt.Engine() as engine:
        for number in range(count):
            engine.deploy(flow(f"f{number}", trigger(number)))
        engine.deploy(flow("called", webhook("called")))

        async def call():
            (verdict,) = await engine.runtime.call("n.called", "key-called", b"{}", {}, "")
            await engine.runtime.conductor.ended(verdict.execution_id)
            return verdict

        engine.portal.call(call)

        async def counted_call():
            with OperationCount() as counted:
                verdict = await call()
            assert verdict.outcome is Outcome.FIRED
            return counted.count

        costs = [engine.portal.call(counted_call) for _ in range(3)]
        assert len(engine.executions(limit=None)) == 4
        return min(costs)


@pytest.mark.parametrize("trigger", [webhook, for_one_flow, for_a_window, for_a_namespace])
def test_a_call_and_its_execution_cost_the_same_however_many_flows_have_triggers(trigger):
    few, many = cost_of_a_call(trigger, FEW), cost_of_a_call(trigger, MANY)
    assert 0 < many <= few * 1.05


def cost_of_looking_for_the_last_execution(others):
    """Of a schedule that begins to be followed, beside executions that other triggers made and that still run."""
    with wt.Engine() as engine:
        engine.deploy(flow("other", webhook("called"), tasks=PAUSE))
        engine.deploy(flow("f", {"id": "hook", "type": CORE + "trigger.Webhook", "key": "k"}, tasks=PAUSE))
        for number in range(others):
            engine.webhook("n.other", "key-called", headers={"Idempotency-Key": str(number)})
        made = engine.webhook("n.f", "k").execution_id
        engine.settle()
        listening, watch = engine.runtime._listening, engine.runtime.supervisor.watch("n.f", "hook")
        with OperationCount() as counted:
            assert listening._open_execution(watch) == made
        engine.resume(made).wait(10)
        engine.settle()
        assert listening._open_execution(watch) is None
        return counted.count


def test_what_a_trigger_made_is_found_at_the_same_cost_however_much_runs():
    assert cost_of_looking_for_the_last_execution(FEW) == cost_of_looking_for_the_last_execution(MANY)
