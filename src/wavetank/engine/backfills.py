from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.abc.event_source import PlannedTrigger
from wavetank.core.new_execution import labels_by_hand
from wavetank.core.written import as_written
from wavetank.errors import InputError, StateError
from wavetank.model.trigger_state import Backfill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wavetank.engine.planned import Planned
    from wavetank.engine.supervisor import Supervisor
    from wavetank.engine.surroundings import Surroundings
    from wavetank.engine.watch import Watch


class Backfills:
    """Has schedules fire dates of the past; meanwhile their own dates wait (semantics reference, section 11.3)."""

    def __init__(self, surroundings: Surroundings, supervisor: Supervisor, planned: Planned) -> None:
        self._surroundings = surroundings
        self._supervisor = supervisor
        self._planned = planned

    async def begin(
        self,
        flow_key: str,
        trigger_id: str,
        start: datetime,
        end: datetime | None,
        inputs: Mapping[str, Any],
        labels: Mapping[str, str],
    ) -> None:
        """
        Begins a backfill.

        Raises:
            NotFoundError: There is no such trigger.
            StateError: It is no schedule, a backfill is going on, or there is no date in the span.
            InputError: The span has no zone, its end lies before its start, or a label is not accepted.
        """
        watch = self._supervisor.watch(flow_key, trigger_id)
        if not isinstance(watch.trigger, PlannedTrigger):
            raise StateError(f"Trigger {trigger_id} has no dates.", remedy="Only a Schedule can be backfilled.")
        if watch.stored.backfill is not None:
            raise StateError(f"A backfill of trigger {trigger_id} is going on.", remedy="Delete it first, or wait.")
        end = end or self._surroundings.clock.now()
        _check(start, end)
        backfill = Backfill(
            id=self._surroundings.ids(),
            start=start,
            end=end,
            resume_at=watch.stored.next_date,
            inputs=as_written(dict(inputs)),
            labels=labels_by_hand(labels),
        )
        first = await self._planned.first_of(watch, backfill)
        await self._supervisor.change(watch, backfill=backfill, next_date=first)

    async def pause(self, flow_key: str, trigger_id: str, *, on: bool) -> None:
        """Has a backfill wait, or go on."""
        watch = self._supervisor.watch(flow_key, trigger_id)
        await self._supervisor.change(watch, backfill=replace(_present(watch), paused=on))

    async def delete(self, flow_key: str, trigger_id: str) -> None:
        """Ends a backfill before its time; the regular dates go on."""
        watch = self._supervisor.watch(flow_key, trigger_id)
        await self._supervisor.change(watch, backfill=None, next_date=_present(watch).resume_at)


def _present(watch: Watch) -> Backfill:
    if watch.stored.backfill is None:
        raise StateError(f"Trigger {watch.trigger_id} has no backfill.", remedy="engine.backfill begins one.")
    return watch.stored.backfill


def _check(start: datetime, end: datetime) -> None:
    for moment in (start, end):
        if moment.tzinfo is None:
            raise InputError(f"The time {moment} has no zone.", remedy="Write datetime(…, tzinfo=UTC).")
    if end < start:
        raise InputError(f"A backfill cannot end at {end}, before it starts at {start}.")
