from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.event_source import PlannedTrigger, PollingTrigger, ReactingTrigger
from wavetank.api.explanations.circumstances import moment
from wavetank.api.explanations.explanation import Explanation
from wavetank.api.explanations.of_verdict import in_a_line
from wavetank.api.views.moments import span_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.api.trigger_view import TriggerView
    from wavetank.api.verdict_view import VerdictView
    from wavetank.api.window_view import WindowView
    from wavetank.engine.runtime import Runtime
    from wavetank.engine.watch import Watch

_MOST = 5


def of_trigger(
    runtime: Runtime, trigger: TriggerView, verdicts: Sequence[VerdictView], windows: Sequence[WindowView]
) -> Explanation:
    """Explains what a trigger is doing, what it waits for, and what became of the last events."""
    watch = runtime.supervisor.watch(trigger.flow, trigger.id)
    detail = f": {trigger.detail}" if trigger.detail else ""
    facts = [
        *([f"URL: {trigger.masked_url}"] if trigger.masked_url else []),
        *_off(runtime, watch),
        *_dates(runtime, watch),
        *_waits(runtime, watch),
        *(fact for window in windows for fact in _window(window)),
        *(in_a_line(verdict) for verdict in verdicts[:_MOST]),
        *([] if verdicts else ["It has received no event yet."]),
    ]
    return Explanation(f"Trigger {trigger.id} of {trigger.flow} is {trigger.state}{detail}.", tuple(facts))


def _off(runtime: Runtime, watch: Watch) -> Iterator[str]:
    key, trigger = watch.flow.key, watch.trigger
    if trigger.disabled:
        yield "it is written as disabled: remove `disabled: true` and deploy the flow again"
    if watch.stored.disabled:
        stopped = ", perhaps by its `stopAfter`" if trigger.stop_after else ""
        yield f"it is paused{stopped}: %flow resume {key} {trigger.id}"
    if key in runtime.listening_elsewhere:
        yield "another kernel that shares the home listens; here it begins when the flow's cell is run"


def _dates(runtime: Runtime, watch: Watch) -> Iterator[str]:
    due = watch.next_date
    if due is not None:
        yield f"next date: {moment(due)}, {span_text(max((due - runtime.now()).total_seconds(), 0))} from now"
    if watch.stored.date is not None:
        yield f"evaluated last: {moment(watch.stored.date)}"
    backfill = watch.stored.backfill
    if backfill is not None:
        paused = ", paused" if backfill.paused else ""
        yield f"a backfill from {moment(backfill.start)} to {moment(backfill.end)} goes first{paused}"


def _waits(runtime: Runtime, watch: Watch) -> Iterator[str]:
    if watch.last_execution is not None:
        yield f"it fires again when execution {watch.last_execution} has ended: `allowConcurrent` is not true"
    trigger = watch.trigger
    if isinstance(trigger, PollingTrigger) and trigger.conditions:
        objection = runtime.poll_objection(watch)
        if objection:
            yield f"it does not look at its source now: {objection}"
    elif trigger.conditions and not isinstance(trigger, PlannedTrigger | ReactingTrigger):
        names = ", ".join(condition.type.rpartition(".")[2] for condition in trigger.conditions)
        yield f"each event must pass its conditions: {names}"


def _window(window: WindowView) -> Iterator[str]:
    missing = [name for name, true in window.results.items() if not true]
    done = len(window.results) - len(missing)
    waits = f", and waits for {', '.join(missing)}" if missing else ""
    counted = f"{done} of {len(window.results)} conditions became true"
    yield f"window {window.id} until {moment(window.end)}: {counted}{waits}"
