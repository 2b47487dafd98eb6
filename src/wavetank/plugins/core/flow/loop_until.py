from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from wavetank.durations import parse_duration
from wavetank.model.block import Block
from wavetank.model.part import Duration, Part
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.property import Property
from wavetank.model.sequel import Sequel
from wavetank.model.state import State
from wavetank.model.task import Task, Tasks
from wavetank.pebble import truthy

if TYPE_CHECKING:
    from datetime import datetime

Count = Annotated[int, Field(ge=1)]


class CheckFrequency(Part):
    """
    How long a loop waits between two rounds, and when it gives up.

    Attributes:
        interval: From the end of a round to the beginning of the next.
        max_iterations: How many rounds at the most; None for any number.
        max_duration: No round begins so long after the first, or the first since a restart; None for any length.
    """

    interval: Property[Duration] | None = None
    max_iterations: Property[Count] | None = None
    max_duration: Property[Duration] | None = None

    def written(self) -> dict[str, Any]:
        """Returns what is not left out, as it is written."""
        limits = {"interval": self.interval, "maxIterations": self.max_iterations, "maxDuration": self.max_duration}
        return {name: limit.written for name, limit in limits.items() if limit is not None}


class LoopUntil(Block):
    """
    Runs its tasks round after round until a condition holds (language reference, section 7.1; semantics, section 4.7).

    Between two rounds the execution is PAUSED. What a round left is gone when the next begins. A task that fails ends
    the loop; otherwise it ends in the state that the tasks of its last round add up to.

    Attributes:
        condition: Rendered after each round; it sees what the round left.
        fail_on_max_reached: Whether giving up is a failure.
    """

    condition: str
    tasks: Annotated[Tasks, Field(min_length=1)]
    check_frequency: CheckFrequency = Field(default_factory=CheckFrequency)
    fail_on_max_reached: Property[bool] | None = None

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks."""
        return self.tasks

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing before its rounds
        """Returns one group."""
        return in_sequence(self.tasks)

    def outputs(self, answer: Any) -> dict[str, Any]:  # noqa: ARG002 - as above
        """Returns `iterationCount`, which is 1 in the first round."""
        return self.outputs_after(0)

    def outputs_after(self, rounds: int) -> dict[str, Any]:
        """Returns `iterationCount`, the number of the round, counted from 1."""
        return {"iterationCount": rounds + 1}

    def question_after(self) -> dict[str, Any]:
        """Returns the condition and the limits, as they are written."""
        fails = {} if self.fail_on_max_reached is None else {"fails": self.fail_on_max_reached.written}
        return {"condition": self.condition, **fails, **self.check_frequency.written()}

    def sequel(self, answer: dict[str, Any], rounds: int, began: datetime, now: datetime) -> Sequel:
        """Returns the end, if the condition holds or a limit is reached; else another round after the interval."""
        if truthy(answer["condition"]):
            return Sequel(State.SUCCESS)
        answer = {name: value for name, value in answer.items() if str(value).strip()}
        reached = _limit_reached(answer, rounds, began, now)
        if reached:
            state = State.FAILED if truthy(answer.get("fails", "false")) else State.SUCCESS
            return Sequel(state, reason=f"The condition does not hold, and {reached}.")
        interval = parse_duration(answer["interval"]) if "interval" in answer else timedelta(minutes=1)
        return Sequel(seconds=interval.total_seconds())


def _limit_reached(answer: dict[str, Any], rounds: int, began: datetime, now: datetime) -> str:
    if "maxIterations" in answer and rounds >= _count(answer["maxIterations"]):
        return f"there were {rounds} rounds, as many as `maxIterations` allows"
    if "maxDuration" in answer and began + parse_duration(answer["maxDuration"]) < now:
        return f"the loop is older than `maxDuration`, {answer['maxDuration']}"
    return ""


def _count(written: str | int) -> int:
    text = str(written).strip()
    if not text.isdecimal() or not int(text):
        raise ValueError(f"`maxIterations` is a whole number from 1 on; it is {written!r}")
    return int(text)
