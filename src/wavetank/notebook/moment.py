from __future__ import annotations

from datetime import datetime

from IPython.core.error import UsageError

from wavetank.model.zone import server_zone


def read_moment(text: str) -> datetime:
    """
    Returns the moment that a text means: `2025-01-31`, `2025-01-31T06:00`, with a zone or in the engine's.

    Raises:
        UsageError: It means none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write 2025-01-31 or 2025-01-31T06:00:00+01:00.") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=server_zone())
