from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wavetank.model.condition import AnyCondition
from wavetank.model.part import Part
from wavetank.model.task import Tasks


class Listener(Part):
    """Tasks that run when an execution has ended and conditions hold: deprecated (language reference, section 2)."""

    description: str | None = None
    conditions: tuple[AnyCondition, ...] = ()
    tasks: Annotated[Tasks, Field(min_length=1)]
