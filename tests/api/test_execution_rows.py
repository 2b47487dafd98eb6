from __future__ import annotations

import pandas as pd
import pytest

import wavetank as wt

FLOW = """\
id: flow
namespace: n
labels: {team: data}
inputs: [{id: fails, type: BOOL, defaults: false}]
tasks:
  - {id: fail, type: io.kestra.plugin.core.execution.Fail, condition: "{{ inputs.fails }}", errorMessage: "no: \\"1\\""}
  - {id: done, type: io.kestra.plugin.core.debug.Return, format: done}
"""
LONG = "id: long\nnamespace: n\ntasks: [{id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}]"


@pytest.fixture(scope="module")
def engine():
    """One that has run a thousand executions, among them one that failed, and one that sleeps."""

    async def run(runtime):
        for number in range(1000):
            made = await runtime.launches.create("n.flow", {"fails": number == 7}, {})
            await runtime.conductor.ended(made)

    with wt.Engine() as engine:
        engine.deploy(FLOW)
        engine.portal.call(run, engine.runtime)
        engine.deploy(
            "id: long\nnamespace: n\ntasks: [{id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}]"
        )
        engine.run("n.long", wait=False)
        yield engine


@pytest.fixture(scope="module")
def many(engine):
    return engine.executions(limit=None)


@pytest.fixture(scope="module")
def one_by_one(engine):
    """The same executions by way of their rows."""
    return [engine.execution(execution.id) for execution in engine.executions(limit=None)]


def test_many_executions_are_the_same_as_one_by_one(many, one_by_one):
    assert len(many) == 1001
    assert [one.listed for one in many] == [one.listed for one in one_by_one]
    assert many[-1].id == one_by_one[-1].id
    assert many[3] is many[3]
    assert [one.id for one in many[1:3]] == [one.id for one in one_by_one[1:3]]


def test_an_index_behind_the_end_is_an_error(many):
    with pytest.raises(IndexError):
        many[1001]


def test_the_frame_of_many_is_the_frame_of_their_rows(many, one_by_one):
    frame, expected = many.df(), many.where(lambda _: True).df()
    pd.testing.assert_frame_equal(frame, expected)
    assert list(frame["id"]) == [one.id for one in one_by_one]
    assert frame["state"].value_counts().to_dict() == {"SUCCESS": 999, "FAILED": 1, "RUNNING": 1}
    assert frame["ended"].isna().sum() == 1


def test_many_of_one_flow_or_state_are_found_as_few_are(engine):
    assert len(engine.executions("n.flow", limit=None)) == 1000
    assert [one.state for one in engine.executions(state="FAILED", limit=None)] == ["FAILED"]
    assert len(engine.executions(labels={"team": "data"}, limit=2000)) == 1000
    assert len(engine.executions(labels={"team": "other"}, limit=None).df()) == 0


def test_the_newest_of_several_states_come_in_the_order_of_all(engine, one_by_one):
    ended = [one.id for one in one_by_one if one.state != "RUNNING"]
    assert [one.id for one in engine.executions(state=["FAILED", "SUCCESS"], limit=None)] == ended
    wanted = engine.executions(state=["SUCCESS", "FAILED"], labels={"team": "data"}, limit=999 + 1)
    assert [one.id for one in wanted] == ended[:1000]
    assert list(engine.executions(limit=1000).df()["id"]) == [one.id for one in one_by_one[:1000]]
