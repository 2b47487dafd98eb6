from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cronsim import CronSim, CronSimError

from wavetank.abc.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
# cronsim knows more than the Unix dialect that a Kestra server reads.
_NAMED = {False: "minute, hour, day of month, month, day of week", True: "second, minute, hour, day, month, weekday"}
_FOREIGN = re.compile("[LW#?]")
_NAMES = re.compile("JUL|WED")


class Cron(Timetable):
    """
    The dates of a cron expression in the wall-clock time of a zone.

    Args:
        written: The expression, or a nickname as `@daily`.
        zone: The time zone.
        with_seconds: There are six fields, the seconds first.

    Raises:
        ValueError: It is no such expression, or one that a Kestra server does not read.
    """

    def __init__(self, written: str, zone: tzinfo, *, with_seconds: bool = False) -> None:
        self._zone = zone
        self._fields = _fields(written, with_seconds=with_seconds)

    def after(self, moment: datetime) -> Iterator[datetime]:  # noqa: D102
        return CronSim(self._fields, moment.astimezone(self._zone))

    def before(self, moment: datetime) -> Iterator[datetime]:  # noqa: D102
        return CronSim(self._fields, moment.astimezone(self._zone), reverse=True)


def _fields(written: str, *, with_seconds: bool) -> str:
    text = written.strip()
    nickname = NICKNAMES.get(text.lower())
    if nickname is not None:
        return f"0 {nickname}" if with_seconds else nickname
    wanted, found = 6 if with_seconds else 5, len(text.split())
    if found != wanted:
        raise ValueError(f"`cron: {written}` has {found} fields; {wanted} are needed")
    if _FOREIGN.search(_NAMES.sub("", text.upper())):
        raise ValueError(f"`cron: {written}` uses L, W, # or ?, which a Kestra server does not read")
    try:
        CronSim(text, datetime(2024, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        reason = f"{str(error)[:1].lower()}{str(error)[1:]}"
        raise ValueError(f"`cron: {written}` cannot be read: {reason}; the fields are {_NAMED[with_seconds]}") from None
    return text
