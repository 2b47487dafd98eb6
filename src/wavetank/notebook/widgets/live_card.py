from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from ipykernel.kernelbase import Kernel
from IPython.display import display, update_display

from wavetank.api.views.flow_card import FlowCard, flow_card_html, flow_card_text
from wavetank.api.views.styled import styled
from wavetank.engine.task_set import TaskSet
from wavetank.ids import new_id
from wavetank.notebook.widgets.card_triggers import CardTriggers
from wavetank.notebook.widgets.channel import Channel
from wavetank.notebook.widgets.execution_requests import ExecutionRequests
from wavetank.notebook.widgets.flow_requests import FlowRequests
from wavetank.notebook.widgets.live_widget import LiveWidget
from wavetank.notebook.widgets.newest import Newest
from wavetank.notebook.widgets.pace import Pace
from wavetank.notebook.widgets.requests import requests_of
from wavetank.notebook.widgets.rows import Rows
from wavetank.notebook.widgets.watching import Watching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.api.engine import Engine
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow

MOST_ROWS = 20_000
_FIRST_ROWS = 200
_ROWS_AT_ONCE = 4000
_KEPT_ROWS = 20
INTERVAL = 0.25


class LiveCard:
    """
    The card of a flow, kept up to date by one engine until it is frozen.

    The engine's thread owns the widget from the moment it is shown; a lock keeps it from a widget that was closed. What
    stays in a saved notebook is the same picture as plain HTML. Until a page asks for it, nothing is drawn or sent.

    Args:
        engine: Whose executions it shows; no other engine reaches it.
        flow: The revision that was deployed.
        notes: Sentences that the user should read.
    """

    def __init__(self, engine: Engine, flow: Flow, notes: Iterable[str] = ()) -> None:
        self._engine = engine
        self._flow = flow
        self._faults = engine.runtime.faults
        self._notes = tuple(notes)
        self._lock = threading.Lock()
        self._store = engine.runtime.surroundings.store
        self._changed = Rows(engine.runtime)
        self._triggers = CardTriggers(engine, flow)
        self._newest = Newest(engine, _KEPT_ROWS + 1)
        self._pace = Pace(INTERVAL, self._refresh)
        self._display_id = new_id()
        self._widget: LiveWidget | None = None
        self._channel: Channel | None = None
        self._watching: Watching | None = None
        self._requests = FlowRequests(engine, flow)
        self._older = TaskSet()
        self._opened = False
        self._closed = False
        # Listening comes before looking, so that nothing falls between; what was pushed is the newer.
        self._stops = (engine.subscribe(self._take), engine.subscribe_triggers(self._pace.request))
        self._note(self._read(_KEPT_ROWS + 1))

    @property
    def display_id(self) -> str:
        """By which the page knows the output that it stands in."""
        return self._display_id

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
        )

    def show(self) -> None:
        """Displays it in the cell that runs."""
        kept = self.picture(datetime.now(UTC))
        bundle = _still(kept)
        if Kernel.initialized():
            widget = self._widget = LiveWidget(kind="flow", html=flow_card_html(kept))
            self._connect(widget)
            view = widget._repr_mimebundle_()
            bundle = {**(view[0] if isinstance(view, tuple) else view or {}), **bundle}
        display(bundle, raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]

    def _connect(self, widget: LiveWidget) -> None:
        watching = self._watching = Watching(self._engine)
        own = {"open": self._open}
        calls = requests_of(self._requests, ExecutionRequests(self._engine), watching)
        self._channel = Channel(widget, self._engine.portal, own | calls)
        watching.push = self._channel.push

    def freeze(self) -> None:
        """Ends its life: what it shows becomes plain HTML in its place, and it listens to nothing any more."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        for stop in self._stops:
            stop()
        self._requests.close()
        if self._widget is not None and self._channel is not None:
            self._channel.close()
            still = _still(self.picture(datetime.now(UTC)))
            update_display(still, raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]
            self._widget.close()

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
        version_before = self._changed.version
        found = await to_thread.run_sync(self._read, MOST_ROWS)
        rows = self._changed.read(found[:_FIRST_ROWS], version_before)
        self._older.start(self._push_older(found[_FIRST_ROWS:], version_before), "rows for a page")
        return {"html": flow_card_html(self.picture()), "rows": rows, "total": len(found)}

    async def _push_older(self, found: list[ExecutionSummary], version: int) -> None:
        for start in range(0, len(found), _ROWS_AT_ONCE):
            rows = self._changed.read(found[start : start + _ROWS_AT_ONCE], version)
            self._push("rows", {"rows": rows})
            await asyncio.sleep(0)

    def _refresh(self) -> None:
        if not self._opened:
            return
        rows = self._changed.drain()
        if rows:
            self._push("rows", {"rows": rows})
        self._push("card", {"html": flow_card_html(self.picture())})
        if self._newest.moving or self._changed.moving:
            self._pace.request()

    def _push(self, name: str, content: Any) -> None:
        with self._lock:
            if not self._closed and self._channel is not None:
                self._channel.push(name, content)


def _still(card: FlowCard) -> dict[str, Any]:
    return {"text/html": styled([flow_card_html(card)]), "text/plain": flow_card_text(card)}
