"""
Durations as Kestra writes them: ISO-8601 `PnDTnHnMnS`, or a number of seconds.

Follows `java.time.Duration.parse`: no weeks, months or years; signs and fractions of a second are allowed.
"""

from __future__ import annotations

import re
from datetime import timedelta

_PATTERN = re.compile(
    r"(?P<sign>[-+]?)P(?:(?P<days>[-+]?\d+)D)?"
    r"(?P<time>T(?:(?P<hours>[-+]?\d+)H)?(?:(?P<minutes>[-+]?\d+)M)?(?:(?P<seconds>[-+]?\d+(?:[.,]\d{0,9})?)S)?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
EXAMPLES = "PT30S (30 seconds), PT5M (5 minutes), PT1H30M, P1D (a day)"


def parse_duration(value: object) -> timedelta:
    """
    Returns the duration that `value` says: a timedelta, a number of seconds, or ISO-8601 text.

    Raises:
        ValueError: It is none of these; the message gives examples.
    """
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    if isinstance(value, str):
        if _NUMBER.fullmatch(value.strip()):
            return timedelta(seconds=float(value))
        return _parse_iso(value)
    raise ValueError(f"{value!r} is not a duration; write {EXAMPLES}")


def _parse_iso(text: str) -> timedelta:
    match = _PATTERN.fullmatch(text.strip())
    parts = {name: match[name] for name in ("days", "hours", "minutes", "seconds")} if match else {}
    if match is None or not any(parts.values()) or match["time"] in ("T", "t"):
        raise ValueError(f"{text!r} is not a duration; write {EXAMPLES}")
    amounts = {name: float((part or "0").replace(",", ".")) for name, part in parts.items()}
    length = timedelta(**amounts)
    return -length if match["sign"] == "-" else length


def format_duration(length: timedelta) -> str:
    """Returns the ISO-8601 text of a duration as `java.time.Duration` writes it: hours are the largest unit."""
    if not length:
        return "PT0S"
    if length < timedelta(0):
        return "PT" + re.sub(r"(\d+(?:\.\d+)?)", r"-\1", format_duration(-length)[2:])
    microseconds = length // timedelta(microseconds=1)
    hours, rest = divmod(microseconds, 3_600_000_000)
    minutes, rest = divmod(rest, 60_000_000)
    seconds = f"{rest / 1_000_000:.6f}".rstrip("0").rstrip(".")
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{f'{seconds}S' if rest else ''}"


def clock_text(length: timedelta) -> str:
    """Returns a duration as logs show it: hours, minutes, seconds and thousandths, `00:01:30.500`."""
    seconds, thousandths = divmod(length // timedelta(milliseconds=1), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
