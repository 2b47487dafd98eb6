from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wavetank.api.sample_event import sample_event
from wavetank.api.views.trigger_table import TriggerRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wavetank.api.engine import Engine
    from wavetank.api.trigger_view import TriggerView
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow


class CardTriggers:
    """
    The triggers on the card of a flow: what each is doing, and when it last made an execution.

    Args:
        engine: The one that listens.
        flow: The revision that was deployed.
    """

    def __init__(self, engine: Engine, flow: Flow) -> None:
        self._flow = flow
        # Held: asking the engine for it takes a lock, which the engine holds while it waits for its thread to end.
        self._views = engine.triggers
        now = engine.runtime.surroundings.clock.now()
        self._samples = {each.id: _text(sample_event(flow, each, now)) for each in flow.triggers}
        self._last: dict[str, datetime] = {}

    def take(self, rows: Iterable[ExecutionSummary]) -> None:
        """Notes executions."""
        for row in rows:
            if row.trigger_id is not None:
                held = self._last.get(row.trigger_id)
                self._last[row.trigger_id] = row.created if held is None else max(held, row.created)

    def rows(self, *, kept: bool) -> tuple[TriggerRow, ...]:
        """Returns them as they are now; what is `kept` masks the key of a webhook that came from a secret."""
        return tuple(self._row(trigger.id, kept=kept) for trigger in self._flow.triggers)

    def _row(self, trigger_id: str, *, kept: bool) -> TriggerRow:
        key = (self._flow.key, trigger_id)
        if key not in self._views:
            return TriggerRow(id=trigger_id, type="", state="OFF")
        view: TriggerView = self._views[key]
        return TriggerRow(
            id=view.id,
            type=view.type,
            state=view.state,
            detail=view.detail,
            url=view.masked_url if kept else view.url,
            next_date=view.next_date,
            last_date=self._last.get(trigger_id),
            paused=view.disabled or view.state == "PAUSED",
            sample=self._samples[trigger_id],
        )


def _text(sample: object) -> str:
    return json.dumps(sample, ensure_ascii=False, indent=2)
