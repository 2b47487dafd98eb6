from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.to_thread
from msgspec.structs import replace

from wavetank.abc.event_source import PlannedTrigger
from wavetank.core.planning import Match, Planning, Tick
from wavetank.engine.watch import WatchState
from wavetank.errors import StateError
from wavetank.model.event import Event, Outcome, Verdict
from wavetank.model.missed import Missed
from wavetank.model.trigger_state import Backfill

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wavetank.engine.intake import Intake
    from wavetank.engine.listening import Listening
    from wavetank.engine.surroundings import Surroundings
    from wavetank.engine.watch import Watch

T = TypeVar("T")

_MOMENT = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_AGAIN = timedelta(minutes=1)


class Planned:
    """Leads the triggers whose dates are known beforehand: waits, fires, catches up, fills in the past."""

    def __init__(self, surroundings: Surroundings, intake: Intake, listening: Listening) -> None:
        self._surroundings = surroundings
        self._intake = intake
        self._listening = listening

    async def follow(self, watch: Watch) -> None:
        """Fires a trigger at its dates, until it has no further one."""
        await self._listening.wait_for_last(watch, [])
        while True:
            try:
                await self._begin(watch)
                if not await self._step(watch):
                    return
            except Exception as error:  # noqa: BLE001 - whatever fails in the dates of a trigger is shown and tried again
                await self._try_later(watch, error)

    async def _begin(self, watch: Watch) -> None:
        """Finds what is due first when the trigger was not followed before."""
        state, now = watch.stored, self._surroundings.clock.now()
        if state.backfill is None and (watch.fresh or state.next_date is None):
            planning = self._planning(watch)
            if watch.fresh:
                configured = self._surroundings.missed.get(watch.trigger.type, Missed.ALL)
                missed = _planned(watch).recover_missed_schedules or configured
                due = await _beside(watch, planning.at_start, state.date, state.next_date, missed, now)
            else:
                due = await _beside(watch, planning.next, now)
            self._listening.plan(watch, date=state.date, next_date=due)
        watch.fresh = False

    async def _step(self, watch: Watch) -> bool:
        """Waits for the next date, and fires it; returns whether there was one."""
        date = watch.stored.next_date
        if date is None:
            self._listening.show(watch, WatchState.OFF, "no further date")
            return False
        if watch.stored.backfill is not None and watch.stored.backfill.paused:
            self._listening.show(watch, WatchState.WAITING, "the backfill is paused")
            with self._surroundings.rest.waiting():
                await anyio.sleep_forever()
        await self._listening.wait(watch, date)
        await self._handle(watch, date)
        return not watch.stored.disabled

    async def _handle(self, watch: Watch, date: datetime) -> None:
        planning = self._planning(watch)
        now, backfill = self._surroundings.clock.now(), watch.stored.backfill
        if backfill is None and _too_late(watch, date, now):
            self._listening.plan(watch, date=date, next_date=await _beside(watch, planning.next, date, now))
            return
        due = await _beside(watch, planning.holds, date)
        tick = await _beside(watch, planning.tick, date) if due else None
        following = await self._following(watch, planning, date, now)
        # In one transaction with the event: a date that was handled is never due again.
        self._listening.plan(watch, date=date, next_date=following)
        if tick is not None:
            event = _filled_in(_planned(watch).event_at(*tick), backfill)
            verdicts = await self._intake.receive(watch.flow, watch.trigger, [event])
            await self._listening.wait_for_last(watch, verdicts)

    async def _following(self, watch: Watch, planning: Planning, date: datetime, now: datetime) -> datetime | None:
        """Returns the date after one that was handled; the last one of a backfill is followed by the regular dates."""
        backfill = watch.stored.backfill
        if backfill is None:
            return await _beside(watch, planning.next, date, now)
        following = await _beside(watch, planning.next, date)
        if following is not None and following <= backfill.end:
            return following
        watch.stored = replace(watch.stored, backfill=None)
        return backfill.resume_at

    async def _try_later(self, watch: Watch, error: Exception) -> None:
        self._listening.report(watch, error, again=_AGAIN.total_seconds())
        await self._surroundings.clock.sleep_until(self._surroundings.clock.now() + _AGAIN)

    async def poll(self, watch: Watch, due: datetime | None, current: datetime | None) -> Verdict:
        """
        Evaluates a trigger once, as when a date is due.

        Args:
            watch: The trigger.
            due: The date; the next one by default.
            current: How far a backfill has come: its date must not lie before the trigger's.

        Returns:
            The verdict; without an execution when the trigger has no date there, or its conditions do not hold.
        """
        planning, now = self._planning(watch), self._surroundings.clock.now()
        wanted = current or due or watch.stored.next_date or now
        date = planning.at_or_after(wanted - _SECOND + _MOMENT)
        if date is None or date > now + _SECOND or (current is not None and current < date):
            return self._nothing(watch, f"Its next date is {date}" if date else "It has no further date")
        event = _planned(watch).event_at(*await _beside(watch, planning.tick, date))
        stop = self._intake.judging.objection(watch.flow, watch.trigger, event)
        if stop is not None and stop.outcome is Outcome.REJECTED:
            return self._nothing(watch, stop.reason)
        if current is not None:
            event = _filled_in(event, Backfill(id=self._surroundings.ids(), start=current, end=now))
        return (await self._intake.receive(watch.flow, watch.trigger, [event]))[0]

    def _nothing(self, watch: Watch, reason: str) -> Verdict:
        """A verdict that is not written: no event was received."""
        return Verdict(
            id="",
            at=self._surroundings.clock.now(),
            namespace=watch.flow.namespace,
            flow_id=watch.flow.id,
            trigger_id=watch.trigger_id,
            identity="",
            outcome=Outcome.REJECTED,
            stage="conditions",
            reason=reason,
        )

    async def first_of(self, watch: Watch, backfill: Backfill) -> datetime:
        """
        Returns the first date of a backfill.

        Raises:
            StateError: There is none.
        """
        date: datetime | None = await _beside(watch, self._planning(watch).next, backfill.start - _MOMENT)
        if date is None or date > backfill.end:
            raise StateError(
                f"Trigger {watch.trigger_id} has no date from {backfill.start} to {backfill.end}.",
                remedy="Choose an earlier `start` or a later `end`.",
            )
        return date

    def _planning(self, watch: Watch) -> Planning:
        trigger, context = _planned(watch), self._listening.context(watch)
        timetable = trigger.timetable(lambda template: str(context.render(template)))
        return Planning(timetable, self._matches(watch), trigger.too_late)

    def _matches(self, watch: Watch) -> Callable[[Tick], Match] | None:
        flow, trigger = watch.flow, watch.trigger
        if not trigger.conditions:
            return None
        planned = _planned(watch)

        def matches(tick: Tick) -> Match:
            stop = self._intake.judging.objection(flow, trigger, planned.event_at(*tick))
            # Where a condition cannot be decided the date is due: it fails an execution, in sight.
            if stop is None or stop.outcome is Outcome.FAILED:
                return Match.YES
            return Match.NOT_THAT_DAY if stop.all_day else Match.NO

        return matches


async def _beside(watch: Watch, search: Callable[..., T], *arguments: Any) -> T:
    """Looks for a date; with conditions in a thread, for they may be asked very many times."""
    if not watch.trigger.conditions:
        return search(*arguments)
    return await anyio.to_thread.run_sync(search, *arguments, abandon_on_cancel=True)


def _planned(watch: Watch) -> PlannedTrigger:
    trigger = watch.trigger
    assert isinstance(trigger, PlannedTrigger)  # noqa: S101 - only these come here
    return trigger


def _too_late(watch: Watch, date: datetime, now: datetime) -> bool:
    late = _planned(watch).too_late
    return late is not None and date < now - late


def _filled_in(event: Event, backfill: Backfill | None) -> Event:
    if backfill is None:
        return event
    identities = tuple(f"{identity}#backfill:{backfill.id}" for identity in event.identities)
    return replace(event, identities=identities, inputs=backfill.inputs, labels=backfill.labels)
