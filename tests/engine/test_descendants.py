"""Which executions were made by which: found in any order of their ends, at a cost that others do not add to."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from tests.core.operation_count import OperationCount

import wavetank as wt
from wavetank.engine import descendants
from wavetank.engine.descendants import Descendants
from wavetank.model.records import ExecutionCreated, TriggerInfo
from wavetank.model.state import State

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def created(name, maker=None):
    trigger = None if maker is None else TriggerInfo("t", "x", {"executionId": maker})
    return ExecutionCreated(at=NOW, id=name, namespace="n", flow_id="f", flow_revision=1, trigger=trigger)


def found_by_looking_at_all(records, name):
    """Those that descend from one, by the chain of makers of each."""
    found = set()
    for each in records:
        chain, maker = set(), descendants.maker_of(records[each])
        while maker is not None and maker not in chain:
            chain.add(maker)
            maker = descendants.maker_of(records[maker]) if maker in records else None
        if name in chain and name != each:
            found.add(each)
    return found


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("most", [0, 3, 1000])
def test_whoever_runs_is_found_by_all_that_led_to_it_whatever_has_ended_between(seed, most, monkeypatch):
    monkeypatch.setattr(descendants, "_MOST_ENDED", most)
    chance, tree, records, live = random.Random(seed), Descendants(), {}, set()
    for number in range(120):
        step = chance.random()
        if step < 0.5 or not records:
            maker = chance.choice([None, *records, *(["unknown"] if not records else [])])
            records[f"e{number}"] = created(f"e{number}", maker)
            live.add(f"e{number}")
            tree.add(records[f"e{number}"])
        elif step < 0.8 and live:
            ended = chance.choice(sorted(live))
            live.discard(ended)
            tree.remove(ended)
        elif step < 0.9:
            again = chance.choice(sorted(records))
            live.add(again)
            tree.add(records[again])
        asked = chance.choice(sorted(records))
        assert set(tree.of(asked, records.get)) & live == found_by_looking_at_all(records, asked) & live


def test_nothing_is_remembered_when_all_have_ended():
    tree = Descendants()
    for name, maker in (("a", None), ("b", "a"), ("c", "b"), ("d", "long gone")):
        tree.add(created(name, maker))
    for name in "abcd":
        tree.remove(name)
    assert not any(vars(tree).values())


def test_a_chain_without_end_is_forgotten_from_its_beginning_on(monkeypatch):
    monkeypatch.setattr(descendants, "_MOST_ENDED", 10)
    tree, records = Descendants(), {}
    for number in range(100):
        records[f"e{number}"] = created(f"e{number}", f"e{number - 1}" if number else None)
        tree.add(records[f"e{number}"])
        tree.remove(f"e{number - 1}")
    assert max(len(each) for each in vars(tree).values()) <= 12
    assert "e99" in tree.of("e0", records.get)


PAUSE = """
id: f
namespace: n
tasks:
  - {id: wait, type: io.kestra.plugin.core.flow.Pause}
"""


def cost_of_a_kill_among(count):
    with wt.Engine() as engine:
        engine.deploy(PAUSE)
        made = [engine.run("n.f", wait=False).id for _ in range(count)]
        engine.settle()

        async def kill():
            with OperationCount() as counted:
                await engine.runtime.operations.kill(made[0])
            return counted.count

        cost = engine.portal.call(kill)
        assert engine.execution(made[0]).state is State.KILLED
        assert [engine.execution(each).state for each in made[1:]] == [State.PAUSED] * (count - 1)
        return cost


def test_a_kill_costs_the_same_however_many_executions_run():
    few, many = cost_of_a_kill_among(5), cost_of_a_kill_among(80)
    assert 0 < many <= few * 1.1
