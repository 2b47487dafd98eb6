from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wavetank.pebble.missing import RefusedError

_OFFSET: Final = re.compile(r"(?:UTC|GMT|UT)?([-+])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?")
_LARGEST_OFFSET: Final = timedelta(hours=18)


def zone_of(name: str) -> tzinfo:
    """
    Returns the zone of a name as `java.time.ZoneId.of` takes it: `Europe/Paris`, `UTC`, `Z`, `+02:00`, `GMT+2`.

    Raises:
        RefusedError: There is no such zone.
    """
    if name == "Z":
        return UTC
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        return _fixed(offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RefusedError(f"There is no time zone `{name}`.", "Write one such as `Europe/Paris` or `UTC`.") from error


def _fixed(found: re.Match[str]) -> tzinfo:
    length = timedelta(hours=int(found[2]), minutes=int(found[3] or 0), seconds=int(found[4] or 0))
    if length > _LARGEST_OFFSET:
        raise RefusedError(f"The offset `{found[0]}` is more than 18 hours.")
    return timezone(-length if found[1] == "-" else length)


def zone_id(zone: tzinfo | None) -> str:
    """Returns the name of a region; empty for a fixed offset."""
    return str(getattr(zone, "key", ""))
