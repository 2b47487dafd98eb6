from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from wavetank.model.zone import server_zone
from wavetank.pebble.dates.zones import zone_of
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from datetime import tzinfo


def _zone(name: str) -> tzinfo:
    try:
        return zone_of(name)
    except RefusedError:
        raise ValueError(f"{name!r} is no time zone; write one as Europe/Berlin, UTC or +02:00") from None


def _known(name: str) -> str:
    _zone(name)
    return name


ZoneName = Annotated[str, AfterValidator(_known)]


def zone_named(name: str | None) -> tzinfo:
    """
    Returns a time zone by its name or offset, as a Kestra server takes them, the server's zone if there is none.

    Raises:
        ValueError: There is no such zone.
    """
    return _zone(name) if name else server_zone()
