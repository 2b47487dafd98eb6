from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

from wavetank.model.zone import server_zone

if TYPE_CHECKING:
    from datetime import tzinfo


def _known(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write one as Europe/Berlin or UTC") from None
    return name


ZoneName = Annotated[str, AfterValidator(_known)]


def zone_named(name: str | None) -> tzinfo:
    """
    Returns a time zone by its name, the server's if there is none.

    Raises:
        ValueError: There is no such zone.
    """
    return ZoneInfo(_known(name)) if name else server_zone()
