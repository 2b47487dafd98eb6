from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wavetank.model.part import Part


class ConcurrencyBehavior(StrEnum):
    """What becomes of an execution above the limit."""

    QUEUE = "QUEUE"
    CANCEL = "CANCEL"
    FAIL = "FAIL"


class Concurrency(Part):
    """How many executions of a flow run at a time (semantics reference, section 9)."""

    limit: Annotated[int, Field(gt=0)]
    behavior: ConcurrencyBehavior = ConcurrencyBehavior.QUEUE
