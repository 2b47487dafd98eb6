"""Flow triggers of engines that share a home: each execution is heard once, in whichever engine it ran."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

import wavetank as wt
from wavetank.engine import conductor, elsewhere
from wavetank.model.event import Outcome
from wavetank.model.state import State
from wavetank.stores.salvage import Salvage
from wavetank.stores.space import rewrite

from .clocked import CORE, condition, flow

PAUSE = [{"id": "wait", "type": CORE + "flow.Pause"}]


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def one(home):
    with wt.Engine(home) as engine:
        yield engine


@pytest.fixture
def other(home, one):
    with wt.Engine(home) as engine:
        yield engine


def of(*names, **properties):
    flows = [condition("ExecutionFlow", namespace="n", flowId=name) for name in names]
    return {"id": "hear", "type": CORE + "trigger.Flow", "conditions": flows, **properties}


def all_of(*names):
    flows = [{"namespace": "n", "flowId": name, "states": ["SUCCESS"]} for name in names]
    return {"id": "hear", "type": CORE + "trigger.Flow", "preconditions": {"id": "all", "flows": flows}}


def looked(engine):
    """Has an engine look now; what it hears is on disk then."""
    engine.portal.call(engine.runtime._flow_triggers.elsewhere.look)
    engine.settle()


def fired(engine, name="listener"):
    engine.settle()
    verdicts = engine.verdicts(f"n.{name}", limit=None)
    assert {verdict.outcome for verdict in verdicts} <= {Outcome.FIRED}
    return [verdict.identity for verdict in reversed(verdicts)]


def test_an_execution_of_one_engine_fires_the_trigger_of_another_once(one, other):
    one.deploy(flow("up"))
    other.deploy(flow("listener", of("up")))
    first, second = one.run("n.up"), one.run("n.up")
    for _ in range(3):
        looked(other)
    assert fired(other) == [f"{first.id}/SUCCESS/1", f"{second.id}/SUCCESS/1"]
    made = other.executions("n.listener")
    assert [each.trigger.variables["executionId"] for each in made] == [second.id, first.id]
    assert all(each.wait(10).state is State.SUCCESS for each in made)


def test_it_is_heard_without_being_asked(one, other):
    one.deploy(flow("up"))
    other.deploy(flow("listener", of("up")))
    heard = threading.Event()

    async def listen():
        other.runtime.journal.listen(lambda changed: heard.set())

    other.portal.call(listen)
    one.run("n.up")
    assert heard.wait(10)
    other.settle()
    assert len(fired(other)) == 1


def test_each_state_is_heard_when_it_is_entered(one, other):
    one.deploy(flow("up", tasks=PAUSE))
    other.deploy(flow("listener", of("up", states=["PAUSED", "RUNNING", "SUCCESS"])))
    run = one.run("n.up", wait=False)
    one.settle()
    looked(other)
    assert fired(other) == [f"{run.id}/RUNNING/1", f"{run.id}/PAUSED/1"]
    one.resume(run.id).wait(10)
    looked(other)
    assert fired(other)[2:] == [f"{run.id}/RUNNING/2", f"{run.id}/SUCCESS/1"]


def test_what_does_not_concern_it_leaves_no_row(one, other):
    one.deploy(flow("up"))
    other.deploy(flow("listener", of("another")))
    one.run("n.up")
    looked(other)
    assert fired(other) == []


def test_of_two_engines_that_deploy_the_same_flow_the_last_one_listens(one, other):
    listener = flow("listener", of("up"))
    for engine in (one, other):
        engine.deploy(flow("up"))
        engine.deploy(listener)
    runs = [one.run("n.up"), other.run("n.up")]
    for engine in (one, other):
        engine.settle()
        looked(engine)
    assert sorted(fired(one)) == sorted(f"{run.id}/SUCCESS/1" for run in runs)
    assert len(other.executions("n.listener")) == 2
    other.stop()
    third = one.run("n.up")
    one.settle()
    assert fired(one)[2:] == [f"{third.id}/SUCCESS/1"]


def test_a_window_takes_in_what_ran_in_several_engines(one, other):
    one.deploy(flow("a"))
    other.deploy(flow("b"))
    other.deploy(flow("listener", all_of("a", "b")))
    one.run("n.a")
    looked(other)
    assert list(other.executions("n.listener")) == []
    run = other.run("n.b")
    other.settle()
    (made,) = other.executions("n.listener")
    assert made.trigger.variables["executionId"] == run.id


def test_what_was_heard_is_not_heard_again_by_the_next_engine(one, home):
    one.deploy(flow("up"))
    with wt.Engine(home) as other:
        other.deploy(flow("listener", of("up")))
        one.run("n.up")
        looked(other)
    with wt.Engine(home) as other:
        one.run("n.up")
        looked(other)
        assert len(fired(other)) == 2


def test_an_engine_alone_reads_no_records_of_others(one, monkeypatch):
    one.deploy(flow("up"))
    one.deploy(flow("listener", of("up")))
    monkeypatch.setattr(one.runtime.surroundings.store, "written_by_others", None)
    one.run("n.up")
    one.settle()
    looked(one)
    assert len(fired(one)) == 1


def dies_untold(engine):
    """As when a process is killed before what was just written is told."""
    engine.runtime._flow_triggers._caught_up = False
    engine.portal.call(engine.runtime._flow_triggers.elsewhere._tasks.halt)
    engine.settle()


def test_what_changes_elsewhere_while_the_engine_of_the_trigger_is_down_is_heard_when_it_starts_again(one, home):
    one.deploy(flow("up", tasks=PAUSE))
    with wt.Engine(home) as other:
        other.deploy(flow("listener", of("up", states=["PAUSED", "RUNNING", "SUCCESS"])))
        before = one.run("n.up", wait=False)
        one.settle()
        looked(other)
    one.resume(before.id).wait(10)
    during = one.run("n.up", wait=False)
    one.settle()
    for _ in range(2):
        with wt.Engine(home) as other:
            looked(other)
            assert fired(other) == [
                f"{before.id}/RUNNING/1",
                f"{before.id}/PAUSED/1",
                f"{before.id}/RUNNING/2",
                f"{before.id}/SUCCESS/1",
                f"{during.id}/RUNNING/1",
                f"{during.id}/PAUSED/1",
            ]


def test_two_triggers_of_which_one_is_down_each_hear_what_ends(one, home):
    one.deploy(flow("up"))
    one.deploy(flow("present", of("up")))
    with wt.Engine(home) as other:
        other.deploy(flow("absent", of("up")))
    runs = [one.run("n.up") for _ in range(3)]
    one.settle()
    with wt.Engine(home) as other:
        assert fired(other, "absent") == fired(other, "present") == [f"{run.id}/SUCCESS/1" for run in runs]


@pytest.mark.parametrize("stopped", [False, True])
def test_what_the_last_one_that_deployed_the_flow_was_not_told_of_is_heard_by_the_one_before(one, home, stopped):
    listener = flow("listener", of("up"))
    one.deploy(flow("up"))
    one.deploy(listener)
    with wt.Engine(home) as other:
        other.deploy(listener)
        other.deploy(flow("up"))
        if not stopped:
            dies_untold(other)
        runs = [engine.run("n.up") for engine in (one, other, one)]
        for engine in (one, other):
            engine.settle()
        if stopped:
            looked(other)
        assert len(fired(one)) == (3 if stopped else 0)
    looked(one)
    assert sorted(fired(one)) == sorted(f"{run.id}/SUCCESS/1" for run in runs)
    runs.append(one.run("n.up"))
    one.settle()
    assert sorted(fired(one)) == sorted(f"{run.id}/SUCCESS/1" for run in runs)


def test_a_window_that_another_engine_has_closed_is_open_no_more(one, home):
    one.deploy(flow("a"))
    one.deploy(flow("b"))
    one.deploy(flow("listener", all_of("a", "b")))
    one.run("n.a")
    one.settle()
    with wt.Engine(home) as other:
        other.deploy(flow("listener", all_of("a", "b")))
        one.run("n.b")
        looked(other)
        assert len(other.executions("n.listener")) == 1
    looked(one)
    one.run("n.b")
    one.settle()
    assert len(one.executions("n.listener")) == 1
    one.run("n.a")
    one.settle()
    assert len(one.executions("n.listener")) == 2


@pytest.mark.parametrize("way", ["paused", "disabled", "removed", "switched"])
def test_a_trigger_that_did_not_listen_hears_nothing_of_what_happened_meanwhile(one, other, way):
    text = flow("listener", of("up"))
    one.deploy(flow("up"))
    other.deploy(text)
    looked(other)
    ways = {
        "paused": lambda: other.deploy(text, paused=True),
        "disabled": lambda: other.deploy(text + "\ndisabled: true\n"),
        "removed": lambda: other.remove("n.listener"),
        "switched": lambda: other.pause_trigger("n.listener", "hear"),
    }
    ways[way]()
    one.run("n.up")
    looked(other)
    other.resume_trigger("n.listener", "hear") if way == "switched" else other.deploy(text, paused=False)
    heard = one.run("n.up")
    looked(other)
    assert fired(other) == [f"{heard.id}/SUCCESS/1"]


def test_what_an_engine_did_just_before_it_died_is_heard_of_executions_that_are_taken_over(one, home):
    with wt.Engine(home) as other:
        other.deploy(flow("up", tasks=PAUSE))
        one.deploy(flow("listener", of("up", states=["PAUSED", "SUCCESS"])))
        looked(one)
        made = other.run("n.up", wait=False)
        other.settle()
    one.doctor(repair=True)
    one.resume(made.id).wait(10)
    looked(one)
    assert sorted(fired(one)) == [f"{made.id}/PAUSED/1", f"{made.id}/SUCCESS/1"]


def test_a_replay_is_no_news_of_what_the_first_execution_went_through(home):
    listener = flow("listener", of("up", states=["FAILED", "SUCCESS"]))
    fail = {"id": "fail", "type": CORE + "execution.Fail", "condition": "{{ inputs.bad }}"}
    text = flow("up", tasks=[fail]) + "\ninputs:\n  - {id: bad, type: BOOLEAN}\n"
    with wt.Engine(home) as other:
        other.deploy(listener)
    with wt.Engine(home) as one:
        one.remove("n.listener")
        one.deploy(text)
        first = one.run("n.up", inputs={"bad": True})
        one.deploy(listener)
        dies_untold(one)
        again = one.replay(first.id, from_task="fail", inputs={"bad": False})
        again.wait(10)
    with wt.Engine(home) as other:
        assert fired(other) == [f"{again.id}/SUCCESS/1"]


def test_a_failure_is_heard_though_it_was_restarted_before_anybody_looked(one, other):
    mended = {"id": "fail", "type": CORE + "execution.Fail", "condition": "{{ taskrun.attemptsCount < 1 }}"}
    other.deploy(flow("listener", of("up", states=["FAILED", "SUCCESS"])))
    one.deploy(flow("up", tasks=[mended]))
    first = one.run("n.up")
    one.restart(first.id).wait(10)
    one.settle()
    looked(other)
    assert fired(other)[0] == f"{first.id}/FAILED/1"


def test_a_flow_that_was_removed_by_the_last_one_that_deployed_it_hears_nothing_more(one, home):
    one.deploy(flow("up"))
    one.deploy(flow("listener", of("up")))
    with wt.Engine(home) as other:
        other.deploy(flow("listener", of("up")))
        other.remove("n.listener")
    one.run("n.up")
    looked(one)
    assert fired(one) == []


def test_where_triggers_were_told_stays_when_the_history_is_written_anew(one, home):
    one.deploy(flow("up"))
    with wt.Engine(home) as other:
        other.deploy(flow("listener", of("up")))
    kept = [one.run("n.up") for _ in range(5)]
    for gone in [one.run("n.up") for _ in range(5)] + kept[:2]:
        one.delete(gone.id)
    one.stop()
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as connection:
        rewrite(connection)
    with wt.Engine(home) as other:
        assert fired(other) == [f"{run.id}/SUCCESS/1" for run in kept[2:]]


def test_where_triggers_were_told_stays_when_a_damaged_history_is_salvaged(one, home):
    one.deploy(flow("up"))
    with wt.Engine(home) as other:
        other.deploy(flow("listener", of("up")))
        told = one.run("n.up")
        looked(other)
    untold = one.run("n.up")
    one.delete(told.id)
    one.stop()
    Salvage(home / "history.db").run()
    with wt.Engine(home) as other:
        assert fired(other) == [f"{told.id}/SUCCESS/1", f"{untold.id}/SUCCESS/1"]


def test_two_engines_that_deploy_two_texts_of_a_flow_at_the_same_moment_keep_both(one, other):
    texts = [flow("f", tasks=[{"id": "say", "type": CORE + "debug.Return", "format": word}]) for word in "ab"]
    both = threading.Barrier(2)
    for engine in (one, other):
        store, meet = engine.runtime.surroundings.store, iter([both.wait])
        commit = store.commit
        # Each has chosen its revision before the other one writes.
        store.commit = lambda wanted, commit=commit, meet=meet: (next(meet, int)(), commit(wanted))[1]
    with ThreadPoolExecutor() as pool:
        flows = list(pool.map(lambda pair: pair[0].deploy(pair[1]), zip((one, other), texts, strict=True)))
    assert sorted(each.revision for each in flows) == [1, 2]
    runs = [engine.run("n.f") for engine in (one, other)]
    assert [run["say"]["value"] for run in runs] == ["a", "b"]
    stored = [one.runtime.surroundings.store.flow("n", "f", each.revision).source for each in flows]
    assert stored == texts


def test_of_two_texts_that_one_engine_is_given_at_the_same_moment_each_has_its_revision(one):
    texts = [flow("f", tasks=[{"id": "say", "type": CORE + "debug.Return", "format": word}]) for word in "ab"]

    async def both():
        return await asyncio.gather(*(one.deploy.awaitable(text) for text in texts))

    flows = one.portal.call(both)
    assert [each.revision for each in flows] == [1, 2]
    stored = [one.runtime.surroundings.store.flow("n", "f", each.revision).source for each in flows]
    assert stored == texts


def test_very_much_that_was_missed_is_told_in_portions_and_as_far_as_there_is_room(one, home, monkeypatch):
    one.deploy(flow("up"))
    with wt.Engine(home) as other:
        other.deploy(flow("listener", of("up", states=["RUNNING", "SUCCESS"]), tasks=PAUSE))
    runs = [one.run("n.up") for _ in range(20)]
    monkeypatch.setattr(elsewhere, "_PORTION", 3)
    monkeypatch.setattr(conductor, "MOST_LIVE", 7)
    with wt.Engine(home) as other:
        live = other.runtime.conductor.live
        told = set()
        while len(told) < 2 * len(runs):
            assert len(live) <= 7 + 2
            for made in [each for each in other.executions("n.listener", limit=None) if each.state is State.PAUSED]:
                told.add(made.id)
                other.resume(made.id)
        assert sorted(fired(other)) == sorted(f"{run.id}/{state}/1" for run in runs for state in ("RUNNING", "SUCCESS"))


def test_another_state_that_is_given_by_hand_is_no_end(one, other, home):
    fail = {"id": "fail", "type": CORE + "execution.Fail"}
    one.deploy(flow("up", tasks=[fail]))
    other.deploy(flow("listener", of("up", states=["FAILED", "WARNING"])))
    first = one.run("n.up")
    looked(other)
    one.change_state(first.id, State.WARNING)
    looked(other)
    assert fired(other) == [f"{first.id}/FAILED/1"]
    other.stop()
    second = one.run("n.up")
    one.change_state(second.id, State.WARNING)
    with wt.Engine(home) as third:
        assert fired(third) == [f"{first.id}/FAILED/1", f"{second.id}/FAILED/1"]
