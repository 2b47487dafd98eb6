from __future__ import annotations

import asyncio
import threading

import pytest

import wavetank as wt

SLEEP = "id: sleep\nnamespace: n\ntasks: [{id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}]"
QUICK = "id: quick\nnamespace: n\ntasks: [{id: r, type: io.kestra.plugin.core.debug.Return, format: done}]"


def test_who_waits_for_an_engine_that_is_stopped_is_told_so_at_once():
    engine = wt.Engine().start()
    engine.deploy(SLEEP)
    told, begun = [], threading.Event()
    engine.subscribe(lambda _: begun.set())

    def wait():
        with pytest.raises(wt.EngineStoppedError, match="stopped") as caught:
            engine.run("n.sleep", timeout=None)
        told.append(caught.value)

    waiting = threading.Thread(target=wait)
    waiting.start()
    begun.wait()
    engine.stop()
    waiting.join(10)
    assert told
    assert not waiting.is_alive()


def test_calls_from_another_loop_do_not_wait_for_each_other():
    """A thousand of them share their commits, where each had one of its own when it waited to be begun."""

    async def all_at_once(engine):
        return await asyncio.gather(*(engine.run.awaitable("n.quick", timeout=None) for _ in range(1000)))

    with wt.Engine() as engine:
        engine.deploy(QUICK)
        before = engine.runtime.journal.commits
        executions = asyncio.run(all_at_once(engine))
        assert engine.runtime.journal.commits - before < 500
    assert len({execution.id for execution in executions}) == 1000
