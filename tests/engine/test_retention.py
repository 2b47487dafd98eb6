from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.engine.retention import Retention
from wavetank.model.event import Event

from .clocked import CORE, flow

PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}
WRITE = {"id": "write", "type": CORE + "storage.Write", "content": "kept"}
HOOK = {"id": "hook", "type": CORE + "trigger.Webhook", "key": "open-sesame"}
DAY = 24 * 3600


@pytest.fixture
def engine(tmp_path, clock):
    with wt.Engine(tmp_path / "home", clock=clock, config={"wavetank.retention": "P7D"}) as engine:
        yield engine


def purged(engine):
    surroundings = engine.runtime.surroundings
    return engine.portal.call(Retention(surroundings, surroundings.retention).purge)


def test_what_ended_before_its_time_is_gone_with_all_that_belongs_to_it(engine, clock, tmp_path):
    engine.deploy(flow("f", tasks=[WRITE]))
    for _ in range(120):
        engine.run("n.f")
    clock.advance(4 * DAY)
    late = engine.run("n.f")
    clock.advance(4 * DAY)
    assert purged(engine) == 120
    assert [execution.id for execution in engine.executions(limit=None)] == [late.id]
    assert engine.storage.read(late["write"]["uri"]) == b"kept"
    assert len([file for file in (tmp_path / "home" / "storage").rglob("*") if file.is_file()]) == 1
    assert purged(engine) == 0


def test_the_file_of_the_home_shrinks_with_what_is_gone(engine, clock, tmp_path):
    engine.deploy(flow("f", tasks=[{"id": "say", "type": CORE + "log.Log", "message": "x" * 20_000}]))
    for _ in range(60):
        engine.run("n.f")
    clock.advance(8 * DAY)
    database = tmp_path / "home" / "history.db"
    engine.runtime.surroundings.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = database.stat().st_size
    assert purged(engine) == 60
    engine.stop()
    assert database.stat().st_size < before / 4


def test_what_still_waits_is_kept_however_old_it_is(engine, clock):
    engine.deploy(flow("f", tasks=[PAUSE]))
    waiting = engine.run("n.f", wait=False)
    engine.settle()
    clock.advance(100 * DAY)
    assert purged(engine) == 0
    engine.resume(waiting.id)
    assert waiting.wait(10).state == "SUCCESS"


def test_what_ended_is_found_behind_however_many_that_wait(engine, clock):
    """Written as rows: thousands of paused executions, created before the one that is to go."""
    engine.deploy(flow("f", tasks=[PAUSE]))
    engine.deploy(flow("g"))
    engine.run("n.f", wait=False)
    engine.settle()
    store = engine.runtime.surroundings.store
    columns = "namespace, flow_id, flow_revision, state, created, ended, trigger_id, labels, error, owner"
    store._writer.execute(
        "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 6000) "
        f"INSERT INTO executions (id, {columns}) SELECT id || n, {columns} FROM executions, many"
    )
    engine.run("n.g")
    clock.advance(8 * DAY)
    assert purged(engine) == 1


def test_old_verdicts_go_and_an_event_that_comes_again_still_makes_nothing(engine, clock):
    written = engine.deploy(flow("f", HOOK))

    def receive():
        events = [Event(identities=("one",), variables={})]
        (verdict,) = engine.portal.call(engine.runtime.intake.receive, written, written.trigger("hook"), events)
        engine.settle()
        return verdict.outcome

    assert receive() == "FIRED"
    clock.advance(8 * DAY)
    assert purged(engine) == 1
    assert len(engine.verdicts()) == 0
    assert receive() == "DUPLICATE"
    assert len(engine.executions()) == 0


@pytest.mark.parametrize("written", ["soon", "PT0S", "P-1D"])
def test_a_retention_that_is_no_span_of_time_is_refused(written):
    with pytest.raises(wt.WavetankError, match=r"wavetank\.retention"):
        wt.Engine(config={"wavetank.retention": written})


def test_an_engine_looks_by_itself(tmp_path, monkeypatch):
    looked = []

    async def purge(retention):
        looked.append(retention)

    monkeypatch.setattr(Retention, "purge", purge)
    with wt.Engine(tmp_path / "home", config={"wavetank.retention": "P7D"}) as engine:
        engine.settle()
    assert len(looked) == 1
