from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import model_validator

from wavetank.model.part import Part


class CheckBehavior(StrEnum):
    """What becomes of an execution that does not pass."""

    BLOCK_EXECUTION = "BLOCK_EXECUTION"
    FAIL_EXECUTION = "FAIL_EXECUTION"
    CREATE_EXECUTION = "CREATE_EXECUTION"


class CheckStyle(StrEnum):
    """How the message is shown."""

    ERROR = "ERROR"
    SUCCESS = "SUCCESS"
    WARNING = "WARNING"
    INFO = "INFO"


class Check(Part):
    """
    What must hold of the inputs before an execution is created (language reference, section 2.5).

    Attributes:
        when: As Kestra 2 writes `condition`.
        message: What is said when it does not; it is not rendered.
    """

    literal: ClassVar[frozenset[str]] = frozenset({"message"})

    newer: ClassVar[dict[str, str]] = {"when": "Write `condition`."}

    condition: str
    when: str | None = None
    message: str
    style: CheckStyle = CheckStyle.INFO
    behavior: CheckBehavior = CheckBehavior.BLOCK_EXECUTION

    @model_validator(mode="before")
    @classmethod
    def _when_is_condition(cls, written: Any) -> Any:
        if isinstance(written, dict) and "when" in written and "condition" not in written:
            return {**written, "condition": written["when"]}
        return written
