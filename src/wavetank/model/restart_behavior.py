from __future__ import annotations

from enum import StrEnum


class RestartBehavior(StrEnum):
    """What becomes of the failed execution of another flow when the task that made it is restarted."""

    RETRY_FAILED = "RETRY_FAILED"
    NEW_EXECUTION = "NEW_EXECUTION"
