from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, SerializeAsAny, ValidationInfo, WrapValidator

from wavetank.model.condition import AnyCondition
from wavetank.model.labels import Labels
from wavetank.model.level import Level
from wavetank.model.part import Part
from wavetank.model.registry import resolve_part
from wavetank.model.state import State
from wavetank.model.task import IDENTIFIER


class Trigger(Part):
    """What every trigger has (language reference, section 8.1). A trigger type is a subclass, below `plugins/`."""

    not_yet: ClassVar[frozenset[str]] = frozenset({"logToFile", "workerGroup"})
    # What may change while the listener stays: the listener does not look at it.
    beside_listener: ClassVar[frozenset[str]] = frozenset(
        {"description", "disabled", "conditions", "labels", "inputs", "stop_after", "log_level", "allow_concurrent"}
        | {"fail_on_trigger_error"}
    )

    id: Annotated[str, Field(pattern=IDENTIFIER)]
    type: str
    description: str | None = None
    disabled: bool = False
    conditions: tuple[AnyCondition, ...] = ()
    labels: Labels = Field(default_factory=dict)
    inputs: dict[str, Any] = Field(default_factory=dict)
    stop_after: tuple[State, ...] = ()
    log_level: Level = Level.TRACE
    log_to_file: bool = False
    worker_group: dict[str, Any] | None = None
    allow_concurrent: bool = False
    fail_on_trigger_error: bool = False

    def listener(self) -> dict[str, Any]:
        """Returns what the listener depends on: two triggers that agree in it can share a running listener."""
        return self.model_dump(exclude=set(self.beside_listener), mode="json")


def _trigger_of_type(value: Any, handler: Any, info: ValidationInfo) -> Trigger:  # noqa: ARG001 - pydantic's signature
    return resolve_part(value, Trigger, info)


AnyTrigger = Annotated[SerializeAsAny[Trigger], WrapValidator(_trigger_of_type)]
