from __future__ import annotations

from datetime import UTC, datetime

from wavetank.errors import InputError


def moment_of(given: datetime | str | None) -> datetime | None:
    """
    Returns a moment in UTC, given as a datetime or ISO text with a zone; None for None.

    Raises:
        InputError: It is no moment, or it has no zone.
    """
    if given is None:
        return None
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(given)
    except ValueError:
        raise InputError(f"{given!r} is no date and time.", remedy="Write it as 2024-01-31T10:15:30Z.") from None
    if moment.tzinfo is None:
        raise InputError(f"{given} has no zone.", remedy="Add `Z` or an offset, as in 2024-01-31T10:15:30Z.")
    return moment.astimezone(UTC)
