from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """
    The only source of time.

    - `now` never goes back by itself, and is always aware and in UTC.
    - `sleep_until` returns when `now()` is at or past the moment, at once if it already is, and can be cancelled.
    """

    def now(self) -> datetime:
        """Returns the present moment."""

    async def sleep_until(self, moment: datetime) -> None:
        """Returns when the moment has come."""
