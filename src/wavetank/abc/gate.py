from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.condition_test import ConditionTest
    from wavetank.model.time_window import TimeWindow


@dataclass(frozen=True)
class Gate:
    """
    Conditions that must all become true within a window of time, by one event or by several.

    Attributes:
        id: What the window is remembered under, in the flow.
        conditions: By the names under which it is remembered that they became true.
        span: The window of time.
        reset: A new window begins once all became true; otherwise every further event fires.
        needed: How many of them are enough; all if it is None.
    """

    id: str
    conditions: Mapping[str, ConditionTest]
    span: TimeWindow
    reset: bool = True
    needed: int | None = None
