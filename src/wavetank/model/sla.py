from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from wavetank.model.labels import SYSTEM_PREFIX, Labels
from wavetank.model.part import Duration, Part


class SlaType(StrEnum):
    """What is promised of an execution."""

    MAX_DURATION = "MAX_DURATION"
    EXECUTION_ASSERTION = "EXECUTION_ASSERTION"


class SlaBehavior(StrEnum):
    """What becomes of an execution that breaks the promise."""

    FAIL = "FAIL"
    CANCEL = "CANCEL"
    NONE = "NONE"


class Sla(Part):
    """
    A promise about the executions of a flow (language reference, section 2.3; semantics, section 10).

    Attributes:
        duration: Of MAX_DURATION: how long an execution may take, from its creation.
        assert_: Of EXECUTION_ASSERTION: an expression that holds at each step; written `assert`.
        labels: Given to an execution that breaks the promise.
    """

    id: Annotated[str, Field(min_length=1)]
    type: SlaType
    behavior: SlaBehavior
    duration: Duration | None = None
    assert_: Annotated[str | None, Field(alias="assert")] = None
    labels: Labels = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_whole(self) -> Sla:
        wanted, other = ("duration", "assert") if self.type is SlaType.MAX_DURATION else ("assert", "duration")
        given = {"duration": self.duration, "assert": self.assert_}
        if given[wanted] is None:
            raise ValueError(f"an SLA of type `{self.type}` needs `{wanted}`")
        if given[other] is not None:
            raise ValueError(f"an SLA of type `{self.type}` has no `{other}`")
        reserved = [key for key in self.labels if key.startswith(SYSTEM_PREFIX)]
        if reserved:
            raise ValueError(f"system labels can only be set by the engine: {reserved[0]}")
        return self
