"""How often the engine writes to disk, and where quick tasks run: counted, because times depend on the machine."""

from __future__ import annotations

import asyncio
import threading

import pytest

import wavetank as wt
from wavetank.engine import dispatcher

TASK = "  - id: t{number}\n    type: io.kestra.plugin.core.debug.Return\n    format: done\n"


def flow(tasks):
    return "id: row\nnamespace: company.team\ntasks:\n" + "".join(TASK.format(number=number) for number in range(tasks))


@pytest.fixture
def engine(tmp_path):
    with wt.Engine(home=tmp_path / ".wavetank", config={"wavetank.server.port": 0}) as engine:
        yield engine


def commits_of(engine, work):
    before = engine.runtime.journal.commits
    engine.portal.call(work)
    return engine.runtime.journal.commits - before


async def run_at_once(runtime, executions):
    ids = await asyncio.gather(*(runtime.launches.create("company.team.row", {}, {}) for _ in range(executions)))
    await asyncio.gather(*(runtime.conductor.ended(execution_id) for execution_id in ids))


def test_forty_tasks_in_a_row_take_two_commits_more_than_tasks_at_most(engine):
    engine.deploy(flow(40))
    assert commits_of(engine, lambda: run_at_once(engine.runtime, 1)) <= 42
    (execution,) = engine.executions()
    assert len(execution.task_runs) == 40


def test_a_thousand_executions_at_once_share_their_commits(engine, monkeypatch):
    """With slices that are long enough for all of them, however slow the machine: one commit for each step of all."""
    monkeypatch.setattr(dispatcher, "_SLICE", 60)
    engine.deploy(flow(3))
    assert commits_of(engine, lambda: run_at_once(engine.runtime, 1000)) <= 5
    assert len(engine.executions(state="SUCCESS", limit=None)) == 1000


def test_a_slice_of_quick_tasks_is_followed_by_a_commit_and_the_rest(engine, monkeypatch):
    """With slices that are over at once, every task waits for a commit of its own, and none is forgotten."""
    monkeypatch.setattr(dispatcher, "_SLICE", 0)
    engine.deploy(flow(3))
    assert commits_of(engine, lambda: run_at_once(engine.runtime, 5)) > 5
    assert len(engine.executions(state="SUCCESS")) == 5


class Counted:
    """A connection, and how often SQLite was called through it: each call lets go of the interpreter."""

    def __init__(self, connection):
        self._connection = connection
        self.calls = []

    def execute(self, statement, *values):
        self.calls.append(statement)
        return self._connection.execute(statement, *values)

    def executemany(self, statement, rows):
        self.calls += [statement] * len(rows)
        return self._connection.executemany(statement, rows)

    def __getattr__(self, name):
        return getattr(self._connection, name)


HOOK = (
    flow(1)
    + """
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: open-sesame
"""
)


@pytest.fixture
def calls(engine):
    """What was called of SQLite since an event before."""
    engine.deploy(HOOK)
    store = engine.runtime.surroundings.store
    store._writer = counted = Counted(store._writer)
    fire(engine, {})
    counted.calls.clear()
    return counted.calls


def fire(engine, body):
    engine.execution(engine.fire("company.team.row", "hook", {"body": body}).execution_id).wait()


def test_an_event_and_the_end_of_its_execution_are_one_call_of_the_store_each(engine, calls):
    fire(engine, {"n": 1})
    assert len(calls) == 2


def test_a_deployment_is_one_commit_of_one_call_of_the_store(engine, calls):
    before = engine.runtime.journal.commits
    engine.deploy(flow(3).replace("id: row", "id: other"))
    assert engine.runtime.journal.commits - before == 1
    assert len([call for call in calls if not call.strip().startswith(("PRAGMA", "SELECT"))]) == 1


def test_each_task_in_a_row_is_one_call_of_the_store(engine, calls):
    engine.deploy(flow(40))
    calls.clear()
    engine.run("company.team.row")
    changes_of_strength = [call for call in calls if call.startswith("PRAGMA")]
    assert len(changes_of_strength) <= 2
    assert len(calls) - len(changes_of_strength) <= 42


def test_quick_tasks_start_no_thread(engine):
    engine.deploy(flow(40))
    before = set(threading.enumerate())
    engine.run("company.team.row")
    assert set(threading.enumerate()) == before
