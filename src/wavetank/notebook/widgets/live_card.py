from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from wavetank.abc.clock import SteppedClock
from wavetank.api.views.flow_card import FlowCard, flow_card_html, flow_card_text
from wavetank.engine.task_set import TaskSet
from wavetank.notebook.widgets.card_triggers import CardTriggers
from wavetank.notebook.widgets.flow_requests import FlowRequests
from wavetank.notebook.widgets.live_output import LiveOutput
from wavetank.notebook.widgets.newest import Newest
from wavetank.notebook.widgets.pace import Pace
from wavetank.notebook.widgets.requests import requests_of
from wavetank.notebook.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.api.engine import Engine
    from wavetank.api.views.element import Html
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.notebook.widgets.channel import Call

MOST_ROWS = 20_000
_FIRST_ROWS = 200
_ROWS_AT_ONCE = 4000
_KEPT_ROWS = 20
INTERVAL = 0.25
_KEPT_EVERY = 2.0


class LiveCard(LiveOutput):
    """
    The card of a flow.

    Args:
        engine: Whose executions it shows; no other engine reaches it.
        flow: The revision that was deployed.
        notes: Sentences that the user should read.
    """

    kind = "flow"

    def __init__(self, engine: Engine, flow: Flow, notes: Iterable[str] = ()) -> None:
        super().__init__(engine)
        self._flow = flow
        self._faults = engine.runtime.faults
        self._notes = tuple(notes)
        self._clock = engine.clock
        self._store = engine.runtime.surroundings.store
        self._changed = Rows(engine.runtime)
        self._triggers = CardTriggers(engine, flow)
        self._newest = Newest(engine, _KEPT_ROWS + 1)
        self._pace = Pace(INTERVAL, self._refresh)
        self._keeping = Pace(_KEPT_EVERY, self.push_kept)
        self._requests = FlowRequests(engine, flow)
        self._older = TaskSet()
        self._opened = False
        # Listening comes before looking, so that nothing falls between; what was pushed is the newer.
        self._stops = (engine.subscribe(self._take), engine.subscribe_triggers(self._pace.request))
        self._note(self._read(_KEPT_ROWS + 1))

    def picture(self, as_of: datetime | None = None) -> FlowCard:
        """Returns what it shows now; what is kept, `as_of` a moment, shows no key of a webhook that is a secret."""
        kept = self._newest.rows() if as_of is not None else []
        return FlowCard(
            flow=self._flow,
            triggers=self._triggers.rows(kept=as_of is not None),
            executions=tuple(kept[:_KEPT_ROWS]),
            more=len(kept) > _KEPT_ROWS,
            states=self._newest.states(),
            notes=(*self._faults(), *self._notes),
            as_of=as_of,
            now=self._clock.now() if isinstance(self._clock, SteppedClock) else None,
        )

    def still(self) -> tuple[Html, str]:
        """Returns the picture as it is kept."""
        card = self.picture(datetime.now(UTC))
        return flow_card_html(card), flow_card_text(card)

    def requests(self) -> dict[str, Call]:
        """Returns what a page may ask of the flow."""
        return {"open": self._open, **requests_of(self._requests)}

    def let_go(self) -> None:
        """Stops listening, and removes what was uploaded and not used."""
        for stop in self._stops:
            stop()
        self._requests.close()

    def _take(self, changed: list[ExecutionSummary]) -> None:
        ours = [row for row in changed if (row.namespace, row.flow_id) == (self._flow.namespace, self._flow.id)]
        if ours:
            self._note(ours)
            if self._opened:
                self._changed.take(ours)
                self._pace.request()

    def _note(self, rows: list[ExecutionSummary]) -> None:
        self._newest.take(rows)
        self._triggers.take(rows)

    def _read(self, limit: int) -> list[ExecutionSummary]:
        return self._store.summaries(namespace=self._flow.namespace, flow_id=self._flow.id, limit=limit)

    async def _open(self) -> dict[str, Any]:
        """Returns what a view begins with: the live picture and the newest rows; the others are pushed behind it."""
        self._opened = True
        version = self._changed.version
        found = await to_thread.run_sync(self._read, _FIRST_ROWS)
        if len(found) == _FIRST_ROWS:
            self._older.start(self._push_older(version), "rows for a page")
        self._keeping.request()
        return {"html": flow_card_html(self.picture()), "rows": self._changed.read(found, version)}

    async def _push_older(self, version: int) -> None:
        found = await to_thread.run_sync(self._read, MOST_ROWS)
        for start in range(0, len(found), _ROWS_AT_ONCE):
            rows = self._changed.read(found[start : start + _ROWS_AT_ONCE], version)
            self.push("rows", {"rows": rows})
            await asyncio.sleep(0)

    def _refresh(self) -> None:
        if not self._opened:
            return
        rows = self._changed.drain()
        if rows:
            self.push("rows", {"rows": rows})
        self.push("card", {"html": flow_card_html(self.picture())})
        self._keeping.request()
        if self._newest.moving or self._changed.moving:
            self._pace.request()
