from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def server_zone() -> tzinfo:
    """
    Returns the zone of times that are written without one: that of the environment variable TZ, else UTC.

    A Kestra server does the same in a container. The zone of a laptop's settings is left out on purpose: a schedule
    keeps its hours when it goes to a server.
    """
    name = os.environ.get("TZ", "").lstrip(":")
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def iso_text(moment: datetime) -> str:
    """Returns a moment as the language writes it: ISO with the offset, `Z` for none."""
    text = moment.isoformat()
    return f"{text.removesuffix('+00:00')}Z" if moment.utcoffset() == timedelta(0) else text
