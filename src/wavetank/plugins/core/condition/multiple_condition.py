from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.model.condition import AnyCondition, Condition
from wavetank.model.part import Duration
from wavetank.model.task import IDENTIFIER
from wavetank.model.time_window import TimeWindow
from wavetank.plugins.core.condition.or_ import explained, tested


class MultipleCondition(Condition, ConditionTest):
    """
    True when all of its conditions have become so within a window of time. Deprecated (language reference, section 9).

    A Flow trigger remembers which of them did. By itself it is true when all are at once.

    Attributes:
        id: What the window is remembered under.
        window: Deprecated: the length of the time window.
        window_advance: Deprecated: how far the time window is moved.
        reset_on_success: A new window begins once all conditions became true.
    """

    deprecated: ClassVar[dict[str, str]] = {
        "type": "Use `preconditions` of the Flow trigger.",
        **dict.fromkeys(("window", "windowAdvance"), "Use `timeWindow`."),
    }

    id: Annotated[str, Field(pattern=IDENTIFIER)]
    conditions: Annotated[dict[str, AnyCondition], Field(min_length=1)]
    time_window: TimeWindow | None = None
    window: Duration | None = None
    window_advance: Duration | None = None
    reset_on_success: bool = True

    @model_validator(mode="after")
    def _one_window(self) -> MultipleCondition:
        if self.time_window is not None and (self.window is not None or self.window_advance is not None):
            raise ValueError("`window` and `windowAdvance` stand inside of `timeWindow`, not beside it")
        return self

    @property
    def span(self) -> TimeWindow:
        """The time window, also when it is written in the deprecated way."""
        if self.time_window is not None:
            return self.time_window
        return TimeWindow.model_construct(window=self.window, window_advance=self.window_advance)

    def holds(self, context: ConditionContext) -> bool:
        """Tests all conditions on this one event."""
        return all(test.holds(context) for test in tested(self.conditions.values()))

    def explain(self, context: ConditionContext) -> str:
        """Returns all conditions with their rendered parts."""
        return explained(self.conditions.values(), context)
