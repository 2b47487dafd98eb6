from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from wavetank.durations import format_duration
from wavetank.model.part import Duration, Part


class RetryType(StrEnum):
    """How the time between attempts grows."""

    CONSTANT = "constant"
    EXPONENTIAL = "exponential"
    RANDOM = "random"


class RetryBehavior(StrEnum):
    """What is tried again."""

    RETRY_FAILED_TASK = "RETRY_FAILED_TASK"
    CREATE_NEW_EXECUTION = "CREATE_NEW_EXECUTION"


Attempts = Annotated[int | None, Field(ge=1)]


class Retry(Part):
    """
    What happens when a task failed (language reference, section 2.2).

    Attributes:
        max_attempt: How many attempts at the most, the first one included; also written `maxAttempts`.
        max_duration: From the start of the first attempt; no attempt is planned for later.
        warning_on_retry: Success after a retry is a WARNING.
    """

    type: RetryType
    interval: Duration | None = None
    max_interval: Duration | None = None
    min_interval: Duration | None = None
    delay_factor: float = 2
    max_attempt: Attempts = None
    max_attempts: Attempts = None
    max_duration: Duration | None = None
    warning_on_retry: bool = False
    behavior: RetryBehavior = RetryBehavior.RETRY_FAILED_TASK

    @property
    def limit(self) -> int | None:
        """How many attempts at the most, None for any number."""
        return self.max_attempt if self.max_attempt is not None else self.max_attempts

    @model_validator(mode="after")
    def _is_whole(self) -> Retry:
        needed = {
            RetryType.CONSTANT: {"interval": self.interval},
            RetryType.EXPONENTIAL: {"interval": self.interval, "maxInterval": self.max_interval},
            RetryType.RANDOM: {"minInterval": self.min_interval, "maxInterval": self.max_interval},
        }[self.type]
        for name, value in needed.items():
            if value is None:
                raise ValueError(f"a retry of type `{self.type}` needs `{name}`")
        self._check_order()
        return self

    def _check_order(self) -> None:
        own = "minInterval" if self.type is RetryType.RANDOM else "interval"
        first = self.min_interval if self.type is RetryType.RANDOM else self.interval
        bounds = (("maxInterval", self.max_interval), ("maxDuration", self.max_duration))
        for name, bound in bounds:
            if first is not None and bound is not None and first >= bound:
                raise ValueError(f"`{own}` must be shorter than `{name}`, and it is {format_duration(first)}")
