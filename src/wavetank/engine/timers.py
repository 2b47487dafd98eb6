from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.results import woken
from wavetank.engine.task_set import TaskSet

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from wavetank.core.effects import Begin, Wake, WatchSla
    from wavetank.engine.conductor import Conductor
    from wavetank.engine.live_execution import LiveExecution
    from wavetank.engine.surroundings import Surroundings


class Timers:
    """What executions wait for: the date of a task run, of an SLA, of their beginning. Each ends with its execution."""

    def __init__(self, surroundings: Surroundings, conductor: Conductor) -> None:
        self._clock = surroundings.clock
        self._conductor = conductor
        self._waiting = TaskSet()

    def wake(self, live: LiveExecution, wake: Wake) -> None:
        """Has a task run go on at its date."""
        self._start(live, self._wake(live, wake), f"timer of task run {wake.run_id}")

    async def _wake(self, live: LiveExecution, wake: Wake) -> None:
        await self._clock.sleep_until(wake.due)
        if self._runs(live):
            self._conductor.proceed(live, woken(live.progress, wake.run_id, self._clock.now()))

    def watch(self, live: LiveExecution, watch: WatchSla) -> None:
        """Looks at an SLA at its date."""
        self._start(live, self._watch(live, watch), f"SLA of execution {live.id}")

    async def _watch(self, live: LiveExecution, watch: WatchSla) -> None:
        await self._clock.sleep_until(watch.due)
        if self._runs(live):
            self._conductor.when_due(live, watch.sla_id)

    def begin(self, live: LiveExecution, begin: Begin) -> None:
        """Has an execution begin at its date."""
        self._start(live, self._begin(live, begin), f"beginning of execution {live.id}")

    async def _begin(self, live: LiveExecution, begin: Begin) -> None:
        await self._clock.sleep_until(begin.due)
        if self._runs(live) and live.progress.state.begins is not None:
            self._conductor.begin(live)

    def _runs(self, live: LiveExecution) -> bool:
        return self._conductor.live.get(live.id) is live

    def _start(self, live: LiveExecution, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        timer = self._waiting.start(coroutine, name)
        live.timers.add(timer)
        timer.add_done_callback(live.timers.discard)

    async def halt(self) -> None:
        """Stops all; they come back at the next start."""
        await self._waiting.halt()
