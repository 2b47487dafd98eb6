from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

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
        message: What is said when it does not; it is not rendered.
    """

    literal: ClassVar[frozenset[str]] = frozenset({"message"})

    condition: str
    message: str
    style: CheckStyle = CheckStyle.INFO
    behavior: CheckBehavior = CheckBehavior.BLOCK_EXECUTION
