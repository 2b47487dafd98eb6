from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from wavetank.abc.event_source import ReactingTrigger
from wavetank.api.blocking import blocking
from wavetank.api.history_calls import HistoryCalls
from wavetank.api.window_view import WindowView
from wavetank.errors import InputError, TimeoutExceededError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wavetank.api.verdict_view import VerdictView


_UNCHANGED: Any = object()
_METHODS = ("GET", "POST", "PUT")


class TriggerCalls(HistoryCalls):
    """What an engine does with its triggers on request: fire, poll, switch, fill in the past."""

    @blocking
    async def fire(
        self,
        flow: str,
        trigger_id: str,
        event: Any = None,
        *,
        wait: bool = True,
        timeout: float | None = 30,  # noqa: ASYNC109 - the caller's limit, in seconds
    ) -> VerdictView:
        """
        Sends a made-up event to a trigger through its real path: decoding, conditions, inputs, execution.

        Args:
            flow: `namespace.id`.
            trigger_id: The trigger.
            event: What the source would send: for Kafka `{"value": {…}}`, for a webhook `{"body": {…}}`, for S3
                `{"objects": [{"key": "a.csv", "content": "…"}]}`, for a schedule `{"date": "…"}`, for a Flow trigger
                `{"namespace": "…", "flowId": "…", "state": "SUCCESS"}`.
            wait: Whether to wait for the end of the execution that the event makes.
            timeout: For how many seconds.

        Raises:
            NotFoundError: There is no such flow or trigger.
            InputError: The event does not fit the trigger.
        """
        try:
            verdicts = await self.runtime.fire(flow, trigger_id, event)
        except ValueError as error:
            raise InputError(str(error), where=f"flow {flow}, trigger {trigger_id}") from error
        return await self._waited(self._view(verdicts[0]), timeout if wait else 0)

    @blocking
    async def webhook(
        self,
        flow: str,
        key: str,
        method: str = "POST",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: str = "",
    ) -> VerdictView:
        """
        Calls a webhook as a request would, without the way over the network; returns when the event is on disk.

        Args:
            flow: `namespace.id`.
            key: The key of the webhook.
            method: GET, POST or PUT.
            body: What is sent.
            headers: Of the request; `Idempotency-Key` says that two requests are one event.
            query: The text after `?`.

        Raises:
            NotFoundError: There is no such flow, or it has no webhook with this key.
            StateError: The flow is disabled.
            InputError: Webhooks do not answer to this method.
        """
        if method.upper() not in _METHODS:
            raise InputError(f"A webhook does not answer to {method}.", remedy=f"It takes {', '.join(_METHODS)}.")
        given = {name.lower(): [value] for name, value in (headers or {}).items()}
        (verdict,) = await self.runtime.call(flow, key, body or b"", given, query)
        return self._view(verdict)

    @blocking
    async def poll(
        self,
        flow: str,
        trigger_id: str,
        date: datetime | None = None,
        backfill: Mapping[str, datetime] | None = None,
    ) -> VerdictView | None:
        """
        Evaluates a trigger once, now.

        A polling trigger looks at its source; None when there was nothing. A schedule is evaluated as when a date is
        due; the verdict has no execution when it has no date there, or its conditions do not hold.

        Args:
            flow: `namespace.id`.
            trigger_id: The trigger.
            date: For a schedule: the date that is due, its next one by default.
            backfill: For a schedule: `currentDate` is how far a backfill has come.

        Raises:
            NotFoundError: There is no such flow or trigger.
            StateError: The trigger neither polls nor has dates.
        """
        current = None if backfill is None else backfill.get("currentDate", backfill.get("start"))
        verdicts = await self.runtime.poll(flow, trigger_id, date, current)
        return await self._waited(self._view(verdicts[0]), 30) if verdicts else None

    async def _waited(self, verdict: VerdictView, timeout: float | None) -> VerdictView:  # noqa: ASYNC109 - as above
        execution = verdict.execution
        if execution is not None and timeout != 0:
            await execution.wait.on_loop(execution, timeout)
        return verdict

    @blocking
    async def pause_trigger(self, flow: str, trigger_id: str) -> None:
        """Has a trigger stop listening until `resume_trigger`; remembered over restarts."""
        switching = self.runtime.supervisor.switch(flow, trigger_id, on=False)
        await self.runtime.by_hand(switching, f"pause of {flow}.{trigger_id}")

    @blocking
    async def resume_trigger(self, flow: str, trigger_id: str) -> None:
        """Has a paused trigger listen again; dates that passed meanwhile are not caught up with."""
        switching = self.runtime.supervisor.switch(flow, trigger_id, on=True)
        await self.runtime.by_hand(switching, f"resumption of {flow}.{trigger_id}")

    @blocking
    async def set_trigger(
        self,
        flow: str,
        trigger_id: str,
        *,
        date: datetime | None = _UNCHANGED,
        next_date: datetime | None = _UNCHANGED,
        disabled: bool = _UNCHANGED,
    ) -> None:
        """
        Sets what is remembered of a trigger.

        Args:
            flow: `namespace.id`.
            trigger_id: The trigger.
            date: When it was evaluated last: what came after it is due.
            next_date: When it is due next; by default it follows from the other two.
            disabled: Whether it is paused.

        Raises:
            NotFoundError: There is no such flow or trigger.
        """
        given = {"date": date, "next_date": next_date, "disabled": disabled}
        changes = {name: value for name, value in given.items() if value is not _UNCHANGED}
        changing = self.runtime.supervisor.change(self.runtime.supervisor.watch(flow, trigger_id), **changes)
        await self.runtime.by_hand(changing, f"change of {flow}.{trigger_id}")
        await self.runtime.journal.kept()

    @blocking
    async def backfill(
        self,
        flow: str,
        trigger_id: str,
        start: datetime,
        end: datetime | None = None,
        inputs: Mapping[str, Any] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """
        Has a schedule fire its dates of the past, one after another; its own dates wait meanwhile.

        Args:
            flow: `namespace.id`.
            trigger_id: A schedule.
            start: The first moment that counts.
            end: The last one; now by default.
            inputs: They take precedence over those of the trigger.
            labels: They are added to those of the flow and the trigger.

        Raises:
            NotFoundError, InputError, StateError: Nothing was begun.
        """
        beginning = self.runtime.backfills.begin(flow, trigger_id, start, end, inputs or {}, labels or {})
        await self.runtime.by_hand(beginning, f"backfill of {flow}.{trigger_id}")

    @blocking
    async def pause_backfill(self, flow: str, trigger_id: str) -> None:
        """Has a backfill wait; the schedule's own dates wait, too."""
        pausing = self.runtime.backfills.pause(flow, trigger_id, on=True)
        await self.runtime.by_hand(pausing, f"pause of the backfill of {flow}.{trigger_id}")

    @blocking
    async def resume_backfill(self, flow: str, trigger_id: str) -> None:
        """Has a paused backfill go on."""
        resuming = self.runtime.backfills.pause(flow, trigger_id, on=False)
        await self.runtime.by_hand(resuming, f"resumption of the backfill of {flow}.{trigger_id}")

    @blocking
    async def delete_backfill(self, flow: str, trigger_id: str) -> None:
        """Ends a backfill before its time; the schedule's own dates go on."""
        ending = self.runtime.backfills.delete(flow, trigger_id)
        await self.runtime.by_hand(ending, f"end of the backfill of {flow}.{trigger_id}")

    @blocking
    async def windows(self, flow: str, trigger_id: str) -> list[WindowView]:
        """
        Returns the open windows of a Flow trigger: what it still waits for.

        Raises:
            NotFoundError: There is no such flow or trigger.
        """
        watch = self.runtime.supervisor.watch(flow, trigger_id)
        gates = watch.trigger.gates if isinstance(watch.trigger, ReactingTrigger) else ()
        found = self.runtime.intake.judging.windows.of(watch.flow, gates)
        return [WindowView(gate, window) for gate, window in found]

    @blocking
    async def settle(self, timeout: float | None = 30) -> None:  # noqa: ASYNC109 - the caller's limit, in seconds
        """
        Returns when nothing is left to do at the present time of the clock; what waits for a later one goes on waiting.

        Raises:
            TimeoutExceededError: Something was still at work after `timeout` seconds; it goes on.
        """
        try:
            async with asyncio.timeout(timeout):
                await self.runtime.settling.settle()
        except TimeoutError:
            busy = ", ".join(self.runtime.settling.busy) or "the home is not written"
            raise TimeoutExceededError(f"The engine is still at work after {timeout:g} s: {busy}.") from None
