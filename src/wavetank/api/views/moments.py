from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_MINUTE = 60
_HOUR = 3600


def moment_text(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """Returns a moment as people read it, to the second, in `zone` or in local time; nothing for None."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def span_text(seconds: float | None) -> str:
    """Returns a length of time with the unit that fits it, as `12 ms`, `3.4 s`, `2 min 05 s`; nothing for None."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min {int(seconds % _MINUTE):02} s"
    return f"{int(seconds // _HOUR)} h {int(seconds % _HOUR // _MINUTE):02} min"
