from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from wavetank.model.apart import Apart
from wavetank.model.condition import AnyCondition
from wavetank.model.labels import Labels
from wavetank.model.level import Level
from wavetank.model.part import Part
from wavetank.model.state import State
from wavetank.model.task import IDENTIFIER

_EXPRESSION = "io.kestra.plugin.core.condition.Expression"


class Trigger(Part):
    """
    What every trigger has (language reference, section 8.1). A trigger type is a subclass, below `plugins/`.

    Attributes:
        when: As Kestra 2 writes conditions: one expression; it is one of `conditions`, too.
        log_to_file: What it logs up to an event goes to a file of internal storage, and not to the log of the engine.
    """

    not_yet: ClassVar[frozenset[str]] = frozenset({"workerGroup"})
    # What may change while the listener stays: the listener does not look at it.
    beside_listener: ClassVar[frozenset[str]] = frozenset(
        {
            "description",
            "disabled",
            "conditions",
            "when",
            "labels",
            "inputs",
            "stop_after",
            "log_level",
            "min_log_level",
            "allow_concurrent",
        }
        | {"fail_on_trigger_error", "assets"}
    )

    former: ClassVar[dict[str, str]] = {"minLogLevel": "logLevel"}
    newer: ClassVar[dict[str, str]] = {"when": "Write `conditions` with a condition of type `Expression`."}
    gone: ClassVar[dict[str, str]] = {
        "conditions": 'Write `when: "{{ … }}"` with one expression for all of them.',
        "minLogLevel": "Write `logLevel`.",
    }

    id: Annotated[str, Field(pattern=IDENTIFIER)]
    type: str
    description: str | None = None
    disabled: bool = False
    conditions: tuple[AnyCondition, ...] = ()
    when: str | None = None
    labels: Labels = Field(default_factory=dict)
    inputs: dict[str, Any] = Field(default_factory=dict)
    stop_after: tuple[State, ...] = ()
    log_level: Level = Level.TRACE
    min_log_level: Level | None = None
    log_to_file: bool = False
    worker_group: dict[str, Any] | None = None
    allow_concurrent: bool = False
    fail_on_trigger_error: bool = False
    assets: dict[str, Any] | None = None

    @model_validator(mode="before")
    @classmethod
    def _when_is_a_condition(cls, written: Any) -> Any:
        if not isinstance(written, dict) or not isinstance(written.get("when"), str):
            return written
        conditions = written.get("conditions", [])
        if not isinstance(conditions, list):
            return written
        return {**written, "conditions": [*conditions, {"type": _EXPRESSION, "expression": written["when"]}]}

    @model_validator(mode="before")
    @classmethod
    def _min_log_level_is_log_level(cls, written: Any) -> Any:
        if isinstance(written, dict) and "minLogLevel" in written and "logLevel" not in written:
            return {**written, "logLevel": written["minLogLevel"]}
        return written

    def listener(self) -> dict[str, Any]:
        """Returns what the listener depends on: two triggers that agree in it can share a running listener."""
        return self.model_dump(exclude=set(self.beside_listener), mode="json")


AnyTrigger = Annotated[Trigger, Apart(by_type=True)]
