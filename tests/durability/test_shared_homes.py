"""Engines that share a home, or a group of Kafka: each execution has one owner, and each record one execution."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random

import pytest
from tests.engine.clocked import CORE, condition, flow
from tests.waiting import until

import wavetank as wt
from wavetank.model.state import State

from .flows import RECORDS
from .senders import Producer, make_topic

PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}
PROGRAM = Path(__file__).with_name("two_kernels.py")


@contextmanager
def another(home, text=""):
    """An engine in a process of its own; it is killed in the end."""
    command = [sys.executable, str(PROGRAM), str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdin.write(text)
            process.stdin.close()
            assert process.stdout.readline().startswith("ready")
            yield process
        finally:
            process.kill()


def test_what_runs_elsewhere_is_seen_and_left_alone_until_its_engine_is_dead(tmp_path):
    home = tmp_path / "home"
    text = flow(
        "f",
        {"id": "start", "type": CORE + "trigger.Schedule", "cron": "* * * * * *", "withSeconds": True},
        tasks=[PAUSE],
    )
    with another(home, text) as process, wt.Engine(home) as engine:
        until(lambda: engine.executions(state=State.PAUSED))
        made = engine.executions()[-1].id
        assert made not in engine.runtime.conductor.live
        with pytest.raises(wt.StateError):
            engine.resume(made)
        assert not [one for one in engine.doctor() if one.subject == "executions" and one.grade == "FAULT"]
        process.kill()
        process.wait()
        found = [one.detail for one in engine.doctor(repair=True) if one.subject == "executions"]
        assert "left behind" in found[0]
        engine.resume(made)
        assert engine.execution(made).wait(10).state is State.SUCCESS


def test_an_execution_that_another_engine_has_taken_is_let_go_and_holds_nobody_up(tmp_path, caplog):
    """As when somebody removes the leases of a home that is in use."""
    home = tmp_path / "home"
    with wt.Engine(home) as engine:
        engine.deploy(flow("f", tasks=[{"id": "sleep", "type": CORE + "flow.Sleep", "duration": "PT1S"}]))
        taken = engine.run("n.f", wait=False)
        until(lambda: taken.task_runs and taken.task_runs[0].state is State.RUNNING)
        (home / "engines" / f"{engine.runtime.surroundings.engine_id}.lock").unlink()
        with wt.Engine(home) as other:
            assert other.taken_over == (taken.id,)
            assert engine.run("n.f").state is State.SUCCESS
            until(lambda: taken.id not in engine.runtime.conductor.live)
            assert "belongs to another engine now" in caplog.text
            assert other.execution(taken.id).wait(10).state is State.SUCCESS
            assert [attempt.cut for attempt in other.execution(taken.id).task_runs[0].attempts] == [True, False]
            assert engine.trouble == other.trouble == ""


@pytest.mark.timeout(120)
def test_a_flow_trigger_whose_engine_is_killed_again_and_again_hears_each_execution_of_another_once(tmp_path):
    home, chance = tmp_path / "home", Random(1)
    conditions = [condition("ExecutionFlow", namespace="n", flowId="up")]
    hear = {"id": "up", "type": CORE + "trigger.Flow", "states": ["RUNNING", "SUCCESS"], "conditions": conditions}
    listener = flow("listener", hear)
    runs = []
    with wt.Engine(home) as engine:
        engine.deploy(flow("up"))
        for number in range(6):
            with another(home, "" if number else listener) as process:
                runs += [engine.run("n.up").id for _ in range(chance.randrange(5, 40))]
                process.kill()
                process.wait()
            runs.append(engine.run("n.up").id)
        with another(home):
            until(lambda: len(engine.executions("n.listener", limit=None)) >= 2 * len(runs))
            heard = Counter(
                each.trigger.variables["executionId"] for each in engine.executions("n.listener", limit=None)
            )
    assert heard == dict.fromkeys(runs, 2)


@pytest.mark.server
@pytest.mark.timeout(180)
def test_two_engines_with_one_group_share_the_partitions_and_take_over_those_of_the_dead(tmp_path, kafka_broker):
    make_topic(kafka_broker.address)
    text = (
        RECORDS.replace("ADDRESS", kafka_broker.address)
        .replace("    partitions: [0, 1, 2]\n", "")
        .replace("groupId: crash", "groupId: shared")
        .replace(
            "      auto.offset.reset: earliest\n", "      auto.offset.reset: earliest\n      session.timeout.ms: 6000\n"
        )
    )
    homes = [tmp_path / name for name in ("one", "two")]
    with wt.Engine(homes[0]) as engine, another(homes[1], text) as other, wt.Engine(homes[1]) as seen:
        engine.deploy(text)
        until(lambda: engine.triggers["crash.records", "topic"].state == "LISTENING")
        with Producer(kafka_broker.address, count(5_000_000), pause=0.05) as producer:
            until(lambda: places(engine) and places(seen))
            other.kill()
            other.wait()
            sent = len(producer.acknowledged)
            until(lambda: len(producer.acknowledged) > sent + 50)
        until(lambda: numbers(engine) | numbers(seen) >= {int(each) for each in producer.acknowledged}, 90)
        twice = places(engine) & places(seen)
        assert len(twice) <= 500, "at most a batch that the dead one had not committed"


def heard_by(engine):
    return [each.trigger.variables["executionId"] for each in engine.executions("n.listener", limit=None)]


def places(engine):
    made = engine.executions("crash.records", limit=None)
    return {(one.trigger.variables["partition"], one.trigger.variables["offset"]) for one in made}


def numbers(engine):
    return {one.trigger.variables["value"]["number"] for one in engine.executions("crash.records", limit=None)}
