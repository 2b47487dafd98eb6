from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from wavetank.durations import parse_duration
from wavetank.model.block import Block
from wavetank.model.input import Input
from wavetank.model.part import Duration
from wavetank.model.pausing import Pausing
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.property import Property
from wavetank.model.state import State
from wavetank.model.task import AnyTask, Task, Tasks


class PauseBehavior(StrEnum):
    """What becomes of the task when its duration is over."""

    RESUME = "RESUME"
    WARN = "WARN"
    CANCEL = "CANCEL"
    FAIL = "FAIL"


_OUTCOMES = {
    PauseBehavior.RESUME: State.SUCCESS,
    PauseBehavior.WARN: State.WARNING,
    PauseBehavior.CANCEL: State.CANCELLED,
    PauseBehavior.FAIL: State.FAILED,
}


class Pause(Block):
    """
    Has the execution wait until it is resumed, or for a duration (language reference, section 7.1).

    Attributes:
        pause_duration: It goes on after this; `delay` is its former name.
        timeout: It fails after this, unless it was resumed.
        on_resume: Inputs that are asked for when it is resumed.
        on_pause: A task that runs when the pause begins; what becomes of it changes nothing.
        behavior: How it ends when `pauseDuration` is over; it goes on by default.
        tasks: Run after it was resumed.
    """

    former: ClassVar[dict[str, str]] = {"delay": "pauseDuration"}
    deprecated: ClassVar[dict[str, str]] = {"tasks": "Write them behind the task."}
    gone: ClassVar[dict[str, str]] = {"delay": "Write `pauseDuration`.", **deprecated}

    pause_duration: Property[Duration] | None = None
    delay: Property[Duration] | None = None
    on_resume: tuple[Input, ...] = ()
    on_pause: AnyTask | None = None
    behavior: Property[PauseBehavior] | None = None
    tasks: Tasks = ()

    def inside(self) -> tuple[Task, ...]:
        """Returns the task that runs when the pause begins, and those that run after it."""
        return (*self.tasks_on_pause, *self.tasks)

    @property
    def tasks_on_pause(self) -> tuple[Task, ...]:
        """The task of `onPause`."""
        return () if self.on_pause is None else (self.on_pause,)

    @property
    def asked_on_resume(self) -> tuple[Input, ...]:
        """The inputs of `onResume`."""
        return self.on_resume

    def question(self) -> dict[str, Any]:
        """Returns how long it waits and how it ends then, as it is written."""
        wait = self.pause_duration if self.pause_duration is not None else self.delay
        asked = {"wait": wait, "timeout": self.timeout, "behavior": self.behavior}
        return {name: each.written for name, each in asked.items() if each is not None}

    def pausing(self, answer: dict[str, Any]) -> Pausing:
        """Returns how it waits: as long as its duration or its timeout, whichever is shorter."""
        ends = {"wait": _OUTCOMES[_behavior(answer.get("behavior", PauseBehavior.RESUME))], "timeout": State.FAILED}
        limits = [
            Pausing(parse_duration(answer[name]).total_seconds(), outcome)
            for name, outcome in ends.items()
            if str(answer.get(name, "")).strip()
        ]
        return min(limits, key=lambda limit: limit.seconds or 0, default=Pausing())

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - the same whatever it waited for
        """Returns the one group of its tasks."""
        return in_sequence(self.tasks)


def _behavior(written: str) -> PauseBehavior:
    try:
        return PauseBehavior(written)
    except ValueError:
        raise ValueError(f"`behavior` is one of {', '.join(PauseBehavior)}; it is {written!r}") from None
