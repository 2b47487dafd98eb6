from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from wavetank.api.progress_of import progress_of
from wavetank.api.snapshot import Snapshot
from wavetank.api.views.element import element
from wavetank.api.views.execution_view import execution_html
from wavetank.api.views.shown_execution import Liveness
from wavetank.core.execution_state import ExecutionState
from wavetank.errors import WavetankError
from wavetank.notebook.asked_by import asked_by
from wavetank.notebook.widgets.again import again

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.api.engine import Engine
    from wavetank.engine.live_execution import LiveExecution
    from wavetank.model.execution_summary import ExecutionSummary

_INTERVAL = 0.25
_TURNS_OF_A_CLOCK = 3
_MOST_LOGS = 2000
# A picture of many task runs takes its time: this many times as long nothing is drawn.
_REST = 9


class Watched:
    """
    An execution that a view of a page has open: its picture and its messages are pushed while it changes.

    It belongs to the engine's loop.

    Args:
        view: Which view of the page; pushes name it.
        push: Tells the page something.
    """

    def __init__(self, engine: Engine, execution_id: str, view: str, push: Callable[[str, Any], None]) -> None:
        self._engine = engine
        self._id = execution_id
        self._view = view
        self._push = push
        self._expanded: frozenset[str] = frozenset()
        self._seen: tuple[Any, ...] = ()
        self._logged = 0
        self._turns = 0
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._follow())

    @property
    def execution_id(self) -> str:
        """Which execution it is."""
        return self._id

    def expand(self, run_id: str) -> None:
        """Has all rounds of a loop shown."""
        self._expanded |= {run_id}
        self._seen = ()
        if self._task.done():
            self._task = self._loop.create_task(self._follow())

    def close(self) -> None:
        """Stops."""
        self._task.cancel()

    def close_soon(self) -> None:
        """Stops; it may be called from any thread, also after the loop has ended."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _follow(self) -> None:
        try:
            while True:
                begun = self._loop.time()
                if await self._look():
                    return
                await asyncio.sleep(max(_INTERVAL, _REST * (self._loop.time() - begun)))
        except WavetankError as error:
            told = element("div", element("div", str(error), class_="wt-error"), data_key="top")
            self._tell(told, ended=True)

    async def _look(self) -> bool:
        """Pushes what is new; returns whether nothing more will be."""
        summary = self._engine.execution(self._id).listed
        live = self._engine.runtime.conductor.live.get(self._id)
        if live is not None:
            snapshot = Snapshot(self._engine.runtime, summary, live.progress.state)
        else:
            snapshot = await to_thread.run_sync(self._folded, summary)
        ended = live is None and snapshot.state.terminated
        self._turns += 0 if snapshot.state.terminated else 1
        seen = (snapshot.length, self._turns // _TURNS_OF_A_CLOCK, self._expanded, ended)
        if seen != self._seen:
            self._seen = seen
            liveness = self._liveness(live, summary, snapshot)
            mask = self._engine.runtime.surroundings.masked
            self._tell(await to_thread.run_sync(execution_html, snapshot, mask, liveness), ended=ended)
        while await self._push_logs():
            pass
        return ended

    def _folded(self, summary: ExecutionSummary) -> Snapshot:
        runtime = self._engine.runtime
        return Snapshot(runtime, summary, ExecutionState.of(runtime.surroundings.store.records(self._id)))

    def _liveness(self, live: LiveExecution | None, summary: ExecutionSummary, snapshot: Snapshot) -> Liveness:
        return Liveness(
            now=self._engine.runtime.surroundings.clock.now(),
            expanded=self._expanded,
            asked=asked_by(self._engine, self._id),
            again=again(self._engine, summary, snapshot.inputs) if snapshot.state.terminated else (),
            progress=progress_of(live.progress) if live is not None else (0, 0),
        )

    def _tell(self, html: str, *, ended: bool) -> None:
        self._push("execution", {"view": self._view, "id": self._id, "html": html, "ended": ended})

    async def _push_logs(self) -> bool:
        store, mask = self._engine.runtime.surroundings.store, self._engine.runtime.surroundings.masked
        found = await to_thread.run_sync(store.logs_after, self._id, self._logged, _MOST_LOGS)
        if found:
            self._logged = found[-1][0]
            rows = [
                [round(entry.at.timestamp() * 1000), entry.level.value, entry.task_id or "", mask(entry.message)]
                for _, entry in found
            ]
            self._push("logs", {"view": self._view, "id": self._id, "rows": rows})
        return len(found) == _MOST_LOGS
