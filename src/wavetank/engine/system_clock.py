from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

# Long waits are cut, so that a machine that slept, or whose clock was set, is noticed.
_LONGEST_WAIT = timedelta(minutes=1)


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Returns the present moment in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, moment: datetime) -> None:
        """Returns when the moment has come, at once if it is past."""
        while (left := moment - self.now()) > timedelta(0):  # noqa: ASYNC110 - it is time that is waited for
            await asyncio.sleep(min(left, _LONGEST_WAIT).total_seconds())
