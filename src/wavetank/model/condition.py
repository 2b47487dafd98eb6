from __future__ import annotations

from typing import Annotated

from wavetank.model.apart import Apart
from wavetank.model.part import Part


class Condition(Part):
    """What every condition of a trigger has (language reference, section 9)."""

    type: str


AnyCondition = Annotated[Condition, Apart(by_type=True)]
