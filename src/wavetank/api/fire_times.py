from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from wavetank.abc.condition_test import ConditionTest
from wavetank.abc.event_source import PlannedTrigger
from wavetank.api.part_reading import read_part
from wavetank.core.planning import Match, Planning, Tick
from wavetank.errors import PluginError, WavetankError
from wavetank.model.trigger import AnyTrigger
from wavetank.pebble import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wavetank.model.upstream import Upstream


def fire_times(
    trigger: Mapping[str, Any], after: datetime | None = None, count: int = 1, now: datetime | None = None
) -> list[datetime]:
    """
    Returns the dates at which a schedule fires, with its conditions and `lateMaximumDelay` taken into account.

    Args:
        trigger: As a flow writes it: `{"type": "io.kestra.plugin.core.trigger.Schedule", "cron": "@daily"}`.
        after: When it was evaluated last; None: it never was.
        count: How many dates; a negative number gives so many before `after` (or now), the latest first.
        now: The present moment.

    Raises:
        PluginError: It is no schedule.
    """
    planned = read_part(trigger, AnyTrigger, "trigger")
    if not isinstance(planned, PlannedTrigger):
        raise PluginError(f"{trigger.get('type')} has no dates.", remedy="Schedule and ScheduleOnDates have.")
    moment = now or datetime.now(UTC)
    planning = Planning(_timetable(planned), _matches(planned), planned.too_late)
    if count < 0:
        return list(islice(_backwards(planning, after or moment), -count))
    return list(islice(_forwards(planning, after, moment), count))


def _timetable(planned: PlannedTrigger) -> Any:
    try:
        return planned.timetable(lambda text: str(Renderer().render(text, {})))
    except ValueError as error:
        raise PluginError(f"Its dates cannot be read: {error}.") from error


def _forwards(planning: Planning, after: datetime | None, now: datetime) -> Iterator[datetime]:
    date = planning.first(now) if after is None else planning.next(after, now)
    while date is not None:
        yield date
        date = planning.next(date)


def _backwards(planning: Planning, before: datetime) -> Iterator[datetime]:
    date = planning.previous(before)
    while date is not None:
        yield date
        date = planning.previous(date)


def _matches(planned: Any) -> Any:
    tests = [condition for condition in planned.conditions if isinstance(condition, ConditionTest)]

    def matches(tick: Tick) -> Match:
        variables = planned.event_at(*tick).variables
        context = _DateContext(
            {"trigger": {"id": planned.id, "type": planned.type, **variables}, "schedule": variables}
        )
        try:
            false = next((test for test in tests if not test.holds(context)), None)
        except WavetankError:
            # The date is due: there the condition fails an execution, in sight.
            false = None
        if false is None:
            return Match.YES
        return Match.NOT_THAT_DAY if false.by_day else Match.NO

    return matches if tests else None


class _DateContext:
    """What conditions see of a date, without an engine."""

    execution: Upstream | None = None

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.variables = variables

    def render(self, value: Any) -> Any:
        return Renderer().render(value, self.variables)

    def parts(self, template: str) -> Mapping[str, str]:  # noqa: ARG002 - nothing is explained here
        return {}
