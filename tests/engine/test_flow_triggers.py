"""Flow triggers: what listens to the executions of other flows."""

from __future__ import annotations

from datetime import timedelta

import pytest

import wavetank as wt
from wavetank.model.event import Outcome

from .clocked import CORE, START, at, condition, flow

FAIL = {"id": "fail", "type": CORE + "execution.Fail"}
PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}


def listener(*conditions, flow_id="listener", flow_properties=None, **properties):
    trigger = {"id": "flow", "type": CORE + "trigger.Flow", "conditions": list(conditions), **properties}
    return flow(flow_id, trigger, **(flow_properties or {}))


def of(flow_id):
    return condition("ExecutionFlow", namespace="n", flowId=flow_id)


def made(engine, key="n.listener"):
    engine.settle()
    return list(reversed(engine.executions(key, limit=None)))


def end(engine, *flow_ids):
    for flow_id in flow_ids:
        engine.run(f"n.{flow_id}")
        engine.settle()


@pytest.fixture
def engine(clocked):
    for name in "ab":
        clocked.deploy(flow(name))
    return clocked


def test_it_fires_once_for_the_end_of_an_execution_and_tells_which(engine):
    engine.deploy(listener(of("a")))
    upstream = engine.run("n.a")
    (execution,) = made(engine)
    assert execution.trigger.variables == {
        "executionId": upstream.id,
        "namespace": "n",
        "flowId": "a",
        "flowRevision": 1,
        "state": "SUCCESS",
    }
    (verdict,) = engine.verdicts("n.listener")
    assert (verdict.identity, verdict.outcome) == (f"{upstream.id}/SUCCESS/1", Outcome.FIRED)


def test_without_conditions_it_hears_every_other_flow_but_never_its_own(engine):
    engine.deploy(listener())
    end(engine, "a", "b")
    assert [execution.trigger.variables["flowId"] for execution in made(engine)] == ["a", "b"]


def test_only_the_end_and_a_pause_count_unless_states_are_named(engine):
    engine.deploy(flow("slow", tasks=[PAUSE]))
    engine.deploy(listener(of("slow")))
    engine.deploy(listener(of("slow"), flow_id="all", states=["RUNNING", "PAUSED", "SUCCESS"]))
    execution = engine.run("n.slow", wait=False)
    engine.settle()
    engine.resume(execution.id)

    def states(key):
        return [each.trigger.variables["state"] for each in made(engine, key)]

    assert states("n.listener") == ["PAUSED", "SUCCESS"]
    assert states("n.all") == ["RUNNING", "PAUSED", "RUNNING", "SUCCESS"]
    identities = [verdict.identity.partition("/")[2] for verdict in reversed(engine.verdicts("n.all"))]
    assert identities == ["RUNNING/1", "PAUSED/1", "RUNNING/2", "SUCCESS/1"]


def test_an_execution_that_ends_again_after_a_restart_fires_again_and_nothing_else_does(engine):
    engine.deploy(flow("bad", tasks=[FAIL]))
    engine.deploy(listener(of("bad"), states=["RUNNING", "FAILED"]))
    upstream = engine.run("n.bad")
    engine.settle()
    engine.restart(upstream.id).wait(10)
    made(engine)
    seen = [
        (verdict.identity.partition("/")[2], verdict.outcome) for verdict in reversed(engine.verdicts("n.listener"))
    ]
    expected = ["RUNNING/1", "FAILED/1", "RUNNING/2", "FAILED/2"]
    assert seen == [(identity, Outcome.FIRED) for identity in expected]


def test_inputs_and_labels_are_rendered_as_the_upstream_execution_sees_things(engine):
    engine.deploy(
        flow(
            "source",
            inputs=[{"id": "day", "type": "STRING"}],
            outputs=[{"id": "total", "type": "INT", "value": "{{ 6 * 7 }}"}],
            labels={"team": "a"},
            variables={"own": "upstream"},
        )
    )
    properties = {
        "inputs": {
            "day": "{{ inputs.day }}",
            "said": "{{ outputs.say.value }}",
            "total": "{{ trigger.outputs.total }}",
            "state": "{{ execution.state }} {{ tasks.say.state }}",
            "mine": "{{ flow.id }} {{ vars.own }}",
        },
        "labels": {"team": "{{ labels.team }}", "broken": "{{ nothing }}"},
    }
    engine.deploy(listener(of("source"), flow_properties={"variables": {"own": "listener"}}, **properties))
    upstream = engine.run("n.source", {"day": "monday"})
    (execution,) = made(engine)
    assert execution.inputs == {
        "day": "monday",
        "said": "by hand",
        "total": "42",
        "state": "SUCCESS SUCCESS",
        "mine": "listener listener",
    }
    assert execution.labels == {"team": "a", "system.correlationId": upstream.id}
    assert execution.trigger.variables["outputs"] == {"total": 42}


def test_inputs_that_cannot_be_rendered_make_nothing_and_are_logged(engine):
    engine.deploy(listener(of("a"), inputs={"x": "{{ outputs.none.value }}"}))
    end(engine, "a")
    assert made(engine) == []
    (verdict,) = engine.verdicts("n.listener")
    assert (verdict.outcome, verdict.stage) == (Outcome.FAILED, "inputs")
    assert any("inputs" in entry.message for entry in engine.runtime.surroundings.store.logs())


def test_required_inputs_are_not_asked_for(engine):
    engine.deploy(listener(of("a"), flow_properties={"inputs": [{"id": "must", "type": "STRING"}]}))
    end(engine, "a")
    assert [execution.state for execution in made(engine)] == ["SUCCESS"]


def test_a_condition_that_cannot_be_decided_counts_as_false_and_is_told(engine):
    engine.deploy(listener(of("a"), condition("Expression", expression="{{ nothing }}")))
    end(engine, "a")
    assert made(engine) == []
    assert [verdict.outcome for verdict in engine.verdicts("n.listener")] == [Outcome.FAILED]


def test_an_execution_that_does_not_concern_it_leaves_no_row_and_one_that_does_tells_why(engine):
    engine.deploy(flow("bad", tasks=[FAIL]))
    engine.deploy(listener(condition("ExecutionStatus", **{"in": ["SUCCESS"]}), of("bad")))
    end(engine, "a", "b", "bad")
    (verdict,) = engine.verdicts("n.listener")
    assert (verdict.outcome, verdict.stage) == (Outcome.REJECTED, "conditions")
    assert "state FAILED" in verdict.reason


def test_a_failure_that_a_schedule_shows_is_heard_like_any_other(engine, clock):
    broken = condition("Expression", expression="{{ nothing }}")
    engine.deploy(
        flow("planned", {"id": "s", "type": CORE + "trigger.Schedule", "cron": "0 * * * *", "conditions": [broken]})
    )
    engine.deploy(listener(of("planned"), states=["FAILED"]))
    clock.advance(3600)
    assert len(made(engine)) == 1


def test_a_paused_or_disabled_listener_hears_nothing(engine):
    engine.deploy(listener(of("a")))
    engine.deploy(listener(of("a"), flow_id="off", disabled=True))
    engine.pause_trigger("n.listener", "flow")
    end(engine, "a")
    engine.resume_trigger("n.listener", "flow")
    assert made(engine) == made(engine, "n.off") == []
    end(engine, "a")
    assert len(made(engine)) == 1


def both(**properties):
    conditions = {"flow-a": of("a"), "flow-b": of("b")}
    return condition("MultipleCondition", id="both", conditions=conditions, **properties)


def test_several_conditions_become_true_one_after_another(engine):
    engine.deploy(listener(both()))
    end(engine, "a", "a")
    assert made(engine) == []
    (window,) = engine.windows("n.listener", "flow")
    assert window.results == {"flow-a": True, "flow-b": False}
    assert (window.start, window.end) == (at(6, 15), at(6, 16) - timedelta(milliseconds=1))
    end(engine, "b")
    (execution,) = made(engine)
    assert execution.trigger.variables["flowId"] == "b"
    assert engine.windows("n.listener", "flow") == []


def test_what_is_still_missing_is_told(engine):
    engine.deploy(listener(both()))
    end(engine, "a")
    (verdict,) = engine.verdicts("n.listener")
    assert (verdict.outcome, verdict.stage) == (Outcome.REJECTED, "window")
    assert "waits for flow-b" in verdict.reason


def test_after_success_all_conditions_are_needed_anew(engine):
    engine.deploy(listener(both()))
    end(engine, "a", "b", "a", "b")
    assert len(made(engine)) == 2


def test_without_reset_every_further_event_of_the_window_fires(engine, clock):
    engine.deploy(listener(both(resetOnSuccess=False)))
    end(engine, "a", "b", "a")
    assert len(made(engine)) == 2
    clock.advance(timedelta(days=1))
    end(engine, "a")
    assert len(made(engine)) == 2


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_it_has_the_outputs_of_all_executions_that_it_waited_for_also_in_the_next_engine(clock, tmp_path, order):
    for ends in order:
        with wt.Engine(home=tmp_path, clock=clock) as engine:
            for name in "ab":
                outputs = [{"id": each, "type": "STRING", "value": f"from {name}"} for each in (name, "last")]
                engine.deploy(flow(name, outputs=outputs))
            engine.deploy(listener(both()))
            end(engine, ends)
            fired = [each.trigger.variables for each in made(engine)]
    assert fired[0]["outputs"] == {"a": "from a", "b": "from b", "last": f"from {order[-1]}"}


def test_ordinary_conditions_are_asked_of_each_execution_besides(engine):
    engine.deploy(flow("bad", tasks=[FAIL]))
    three = condition("MultipleCondition", id="both", conditions={"a": of("a"), "bad": of("bad")})
    engine.deploy(listener(condition("ExecutionStatus", **{"in": ["SUCCESS"]}), three))
    end(engine, "a", "bad")
    assert made(engine) == []


def test_a_window_that_is_over_counts_no_more(engine, clock):
    engine.deploy(listener(both(timeWindow={"type": "SLIDING_WINDOW", "window": "PT1H"})))
    end(engine, "a")
    clock.advance(3600)
    assert engine.windows("n.listener", "flow") == []
    end(engine, "b")
    assert made(engine) == []
    (window,) = engine.windows("n.listener", "flow")
    assert (window.start, window.results) == (START + timedelta(hours=1), {"flow-a": False, "flow-b": True})


def test_an_event_after_the_deadline_is_ignored(engine):
    engine.deploy(listener(both(timeWindow={"type": "DAILY_TIME_DEADLINE", "deadline": "10:00:00"})))
    end(engine, "a", "b")
    assert made(engine) == []
    assert engine.windows("n.listener", "flow") == []
    assert all("outside of the window" in verdict.reason for verdict in engine.verdicts("n.listener"))


PRECONDITIONS = {
    "id": "ready",
    "flows": [
        {"namespace": "n", "flowId": "a", "states": ["SUCCESS"], "labels": {"tier": "1"}},
        {"namespace": "n", "flowId": "b"},
    ],
}


def test_preconditions_name_flows_states_and_labels(engine):
    engine.deploy(listener(preconditions=PRECONDITIONS))
    end(engine, "a", "b")
    (window,) = engine.windows("n.listener", "flow")
    assert (window.id, window.results) == ("ready", {"condition_1": False, "condition_2": True})
    engine.run("n.a", labels={"tier": "1"})
    assert len(made(engine)) == 1


@pytest.mark.parametrize(
    ("filters", "operand", "fires"),
    [
        ([{"field": "FLOW_ID", "type": "EQUAL_TO", "value": "a"}], "AND", "a"),
        ([{"field": "FLOW_ID", "type": "NOT_EQUAL_TO", "value": "a"}], "AND", "b"),
        ([{"field": "FLOW_ID", "type": "IN", "values": ["a", "b"]}], "AND", "ab"),
        ([{"field": "FLOW_ID", "type": "NOT_IN", "values": ["a"]}], "AND", "b"),
        ([{"field": "FLOW_ID", "type": "REGEX", "value": "[ac]"}], "AND", "a"),
        ([{"field": "NAMESPACE", "type": "STARTS_WITH", "value": "n"}], "AND", "ab"),
        ([{"field": "NAMESPACE", "type": "ENDS_WITH", "value": "x"}], "AND", ""),
        ([{"field": "STATE", "type": "CONTAINS", "value": "CCES"}], "AND", "ab"),
        ([{"field": "EXPRESSION", "type": "IS_TRUE", "value": "{{ trigger.flowId == 'b' }}"}], "AND", "b"),
        ([{"field": "EXPRESSION", "type": "IS_FALSE", "value": "{{ trigger.flowId == 'b' }}"}], "AND", "a"),
        ([{"field": "EXPRESSION", "type": "IS_NOT_NULL", "value": "{{ trigger.flowId }}"}], "AND", "ab"),
        ([{"field": "EXPRESSION", "type": "IS_NULL", "value": "{{ nothing }}"}], "AND", ""),
        (
            [
                {"field": "FLOW_ID", "type": "EQUAL_TO", "value": "a"},
                {"field": "FLOW_ID", "type": "EQUAL_TO", "value": "b"},
            ],
            "OR",
            "ab",
        ),
        (
            [
                {"field": "FLOW_ID", "type": "EQUAL_TO", "value": "a"},
                {"field": "STATE", "type": "EQUAL_TO", "value": "FAILED"},
            ],
            "AND",
            "",
        ),
    ],
)
def test_preconditions_filter_executions(engine, filters, operand, fires):
    where = [{"id": "some", "operand": operand, "filters": filters}]
    engine.deploy(listener(preconditions={"id": "ready", "where": where}))
    end(engine, "a", "b")
    assert "".join(execution.trigger.variables["flowId"] for execution in made(engine)) == fires


@pytest.mark.parametrize(
    "filter_",
    [
        {"field": "FLOW_ID", "type": "IN", "value": "a"},
        {"field": "FLOW_ID", "type": "EQUAL_TO", "values": ["a"]},
        {"field": "FLOW_ID", "type": "IS_TRUE"},
        {"field": "FLOW_ID", "type": "LIKE", "value": "a"},
    ],
)
def test_a_filter_has_what_its_type_needs(filter_):
    text = listener(preconditions={"id": "ready", "where": [{"id": "some", "filters": [filter_]}]})
    assert [each.severity for each in wt.check(text)] == ["error"]


def test_triggers_that_name_the_same_window_share_it(engine):
    first = {"id": "first", "type": CORE + "trigger.Flow", "preconditions": PRECONDITIONS}
    engine.deploy(flow("listener", first, {**first, "id": "second", "states": ["FAILED"]}))
    end(engine, "b")
    assert engine.windows("n.listener", "first")[0].results == engine.windows("n.listener", "second")[0].results


def test_windows_and_positions_outlive_the_engine(clock, tmp_path):
    home = tmp_path / "home"
    with wt.Engine(home, clock=clock) as engine:
        for text in (flow("a"), flow("b"), listener(both())):
            engine.deploy(text)
        end(engine, "a")
    with wt.Engine(home, clock=clock) as engine:
        engine.settle()
        assert len(engine.verdicts("n.listener")) == 1
        end(engine, "b")
        assert len(made(engine)) == 1


def tell_nobody(engine):
    """As when the process dies before what was just written is told."""
    engine.runtime._flow_triggers._caught_up = False
    engine.portal.call(engine.runtime._flow_triggers.elsewhere._tasks.halt)


def test_what_ended_just_before_the_engine_did_is_heard_at_the_next_start(clock, tmp_path):
    """As when the process dies between the end of an execution and what follows from it."""
    home = tmp_path / "home"
    with wt.Engine(home, clock=clock) as engine:
        engine.deploy(flow("a"))
        engine.deploy(listener(of("a")))
        tell_nobody(engine)
        end(engine, "a")
        assert made(engine) == []
    for _ in range(2):
        with wt.Engine(home, clock=clock) as engine:
            assert len(made(engine)) == 1


def test_an_end_is_heard_though_the_store_cannot_be_read_when_it_is_told(engine, monkeypatch):
    engine.deploy(listener(of("a")))
    store = engine.runtime.surroundings.store

    def fail(*_):
        raise wt.StoreError("The history cannot be read.")

    monkeypatch.setattr(store, "flow", fail)
    end(engine, "a")
    monkeypatch.undo()
    assert len(made(engine)) == 1


def test_what_nobody_was_told_of_is_heard_however_much_came_after_it(clock, tmp_path):
    home = tmp_path / "home"
    with wt.Engine(home, clock=clock) as engine:
        engine.deploy(flow("a"))
        engine.deploy(flow("b"))
        engine.deploy(listener(of("a")))
        tell_nobody(engine)
        end(engine, "a")
        clock.advance(86_400)
        end(engine, "b")
    with wt.Engine(home, clock=clock) as engine:
        assert len(made(engine)) == 1


def test_what_ends_while_the_engine_starts_is_heard_though_nobody_listened_yet(clock, tmp_path):
    home = tmp_path / "home"
    hook = {"id": "hook", "type": CORE + "trigger.Webhook", "key": "open-sesame"}
    pause = {"id": "wait", "type": CORE + "flow.Pause", "pauseDuration": "PT1H"}
    with wt.Engine(home, clock=clock, config={"wavetank.server.port": 0}) as engine:
        engine.deploy(flow("a", hook, tasks=[pause]))
        engine.deploy(listener(of("a"), states=["SUCCESS"]))
        engine.run("n.a", wait=False)
        engine.settle()
    clock.advance(7200)
    with wt.Engine(home, clock=clock, config={"wavetank.server.port": 0}) as engine:
        assert len(made(engine)) == 1
        assert [verdict.outcome for verdict in engine.verdicts("n.listener")] == [Outcome.FIRED]


def test_a_new_listener_hears_nothing_of_the_past(clock, tmp_path):
    home = tmp_path / "home"
    with wt.Engine(home, clock=clock) as engine:
        engine.deploy(flow("a"))
        end(engine, "a")
        clock.advance(1)
        engine.deploy(listener(of("a")))
    with wt.Engine(home, clock=clock) as engine:
        assert made(engine) == []


def test_a_made_up_execution_goes_the_same_way(engine):
    engine.deploy(listener(of("x"), inputs={"total": "{{ trigger.outputs.total }}", "day": "{{ inputs.day }}"}))
    sample = {"namespace": "n", "flowId": "x", "outputs": {"total": 3}, "inputs": {"day": "monday"}}
    assert engine.fire("n.listener", "flow", sample).execution.inputs == {"total": "3", "day": "monday"}
    rejected = engine.fire("n.listener", "flow", {**sample, "flowId": "y"})
    assert (rejected.outcome, rejected.stage) == (Outcome.REJECTED, "conditions")
    for wrong in (None, {"flowId": "x"}, {**sample, "state": "DONE"}, {**sample, "more": 1}):
        with pytest.raises(wt.InputError):
            engine.fire("n.listener", "flow", wrong)
