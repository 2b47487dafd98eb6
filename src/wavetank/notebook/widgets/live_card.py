from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ipykernel.kernelbase import Kernel
from IPython.display import display, update_display

from wavetank.api.views.flow_card import FlowCard, TriggerRow, flow_card_html, flow_card_text
from wavetank.api.views.moments import moment_text
from wavetank.api.views.styled import styled
from wavetank.ids import new_id
from wavetank.notebook.widgets.flow_card import FlowCardWidget
from wavetank.notebook.widgets.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.api.engine import Engine
    from wavetank.api.trigger_view import TriggerView
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow

MOST_ROWS = 50
INTERVAL = 0.25


class LiveCard:
    """
    The card of a flow, kept up to date by one engine until it is frozen.

    The engine's thread owns the widget from the moment it is shown; a lock keeps it from a widget that was closed. What
    stays in a saved notebook is the same picture as plain HTML.

    Args:
        engine: Whose executions it shows; no other engine reaches it.
        flow: The revision that was deployed.
        notes: Sentences that the user should read.
    """

    def __init__(self, engine: Engine, flow: Flow, notes: Iterable[str] = ()) -> None:
        self._flow = flow
        # Held: asking the engine for it takes a lock, which the engine holds while it waits for its thread to end.
        self._triggers = engine.triggers
        self._faults = engine.runtime.faults
        self._notes = tuple(notes)
        self._lock = threading.Lock()
        self._rows: dict[str, ExecutionSummary] = {}
        self._pace = Pace(INTERVAL, self._refresh)
        self._display_id = new_id()
        self._widget: FlowCardWidget | None = None
        self._closed = False
        # Listening comes before looking, so that nothing falls between; what was pushed is the newer.
        self._stops = (engine.subscribe(self._take), engine.subscribe_triggers(self._pace.request))
        self._fill(execution.listed for execution in engine.executions(flow=flow.key, limit=MOST_ROWS))

    @property
    def display_id(self) -> str:
        """By which the page knows the output that it stands in."""
        return self._display_id

    def picture(self, as_of: datetime | None = None) -> FlowCard:
        """Returns what it shows now; what is kept, `as_of` a moment, shows no key of a webhook that is a secret."""
        with self._lock:
            newest = sorted(self._rows.values(), key=lambda row: row.created, reverse=True)
        return FlowCard(
            namespace=self._flow.namespace,
            id=self._flow.id,
            revision=self._flow.revision,
            triggers=tuple(self._trigger(trigger.id, kept=as_of is not None) for trigger in self._flow.triggers),
            executions=tuple(newest),
            notes=(*self._faults(), *self._notes),
            as_of=as_of,
        )

    def show(self) -> None:
        """Displays it in the cell that runs."""
        bundle = _still(self.picture(datetime.now(UTC)))
        if Kernel.initialized():
            self._widget = FlowCardWidget(html=flow_card_html(self.picture()))
            view = self._widget._repr_mimebundle_()
            bundle = {**(view[0] if isinstance(view, tuple) else view or {}), **bundle}
        display(bundle, raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]

    def freeze(self) -> None:
        """Ends its life: what it shows becomes plain HTML in its place, and it listens to nothing any more."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        for stop in self._stops:
            stop()
        if self._widget is not None:
            still = _still(self.picture(datetime.now(UTC)))
            update_display(still, raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]
            self._widget.close()

    def _take(self, changed: list[ExecutionSummary]) -> None:
        ours = [row for row in changed if (row.namespace, row.flow_id) == (self._flow.namespace, self._flow.id)]
        if ours:
            with self._lock:
                self._rows.update((row.id, row) for row in ours)
                self._drop_oldest()
            self._pace.request()

    def _fill(self, rows: Iterable[ExecutionSummary]) -> None:
        with self._lock:
            for row in rows:
                self._rows.setdefault(row.id, row)
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        for row in sorted(self._rows.values(), key=lambda row: row.created)[:-MOST_ROWS]:
            del self._rows[row.id]

    def _refresh(self) -> None:
        if self._widget is None:
            return
        html = flow_card_html(self.picture())
        with self._lock:
            if not self._closed:
                self._widget.html = html

    def _trigger(self, trigger_id: str, *, kept: bool) -> TriggerRow:
        key = (self._flow.key, trigger_id)
        known = key in self._triggers
        return trigger_row(self._triggers[key], kept=kept) if known else TriggerRow(id=trigger_id, type="", state="OFF")


def trigger_row(view: TriggerView, *, kept: bool) -> TriggerRow:
    """Returns what a card shows of a trigger; one that is kept masks the key of a webhook that came from a secret."""
    detail = view.detail or (f"next {moment_text(view.next_date)}" if view.next_date else "")
    return TriggerRow(
        id=view.id, type=view.type, state=view.state, detail=detail, url=view.masked_url if kept else view.url
    )


def _still(card: FlowCard) -> dict[str, Any]:
    return {"text/html": styled([flow_card_html(card)]), "text/plain": flow_card_text(card)}
