from __future__ import annotations

from wavetank.model.part import Duration, Part


class TaskCache(Part):
    """
    Whether what a task left when it succeeded stands for it the next time (language reference, section 4).

    It does where the task, rendered, is the same, in the same flow and for the same value of a loop.

    Attributes:
        ttl: What was kept longer ago is not taken.
    """

    enabled: bool
    ttl: Duration | None = None
