from __future__ import annotations

from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, model_validator

from wavetank.model.part import Duration, Part


class WindowType(StrEnum):
    """How the beginning and the end of a window are found."""

    DURATION_WINDOW = "DURATION_WINDOW"
    SLIDING_WINDOW = "SLIDING_WINDOW"
    DAILY_TIME_DEADLINE = "DAILY_TIME_DEADLINE"
    DAILY_TIME_WINDOW = "DAILY_TIME_WINDOW"


def _read_time(written: Any) -> time:
    if isinstance(written, int) and not isinstance(written, bool):
        # YAML reads 10:30:00 without quotes as a number in base 60.
        written = str(timedelta(seconds=written)).zfill(8)
    try:
        return written if isinstance(written, time) else time.fromisoformat(str(written).rstrip("Z"))
    except ValueError:
        raise ValueError(f"{str(written)!r} is no time of the day; write 09:30:00") from None


TimeOfDay = Annotated[time, BeforeValidator(_read_time)]


class TimeWindow(Part):
    """
    In which span of time several conditions must all become true (language reference, section 8.5).

    Attributes:
        window: DURATION_WINDOW, SLIDING_WINDOW: how long it is; a day if left out.
        window_advance: DURATION_WINDOW: how far it is moved.
        deadline: DAILY_TIME_DEADLINE: the end; it begins at midnight.
        start_time: DAILY_TIME_WINDOW: the beginning.
        end_time: DAILY_TIME_WINDOW: the end.
    """

    _allowed: ClassVar[dict[WindowType, frozenset[str]]] = {
        WindowType.DURATION_WINDOW: frozenset({"window", "window_advance"}),
        WindowType.SLIDING_WINDOW: frozenset({"window"}),
        WindowType.DAILY_TIME_DEADLINE: frozenset({"deadline"}),
        WindowType.DAILY_TIME_WINDOW: frozenset({"start_time", "end_time"}),
    }

    type: WindowType = WindowType.DURATION_WINDOW
    window: Duration | None = None
    window_advance: Duration | None = None
    deadline: TimeOfDay | None = None
    start_time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None

    @property
    def length(self) -> timedelta:
        """How long a window of a given length is."""
        return self.window if self.window is not None else timedelta(days=1)

    @model_validator(mode="after")
    def _of_its_type(self) -> TimeWindow:
        given = {name for name in self.model_fields_set - {"type"} if getattr(self, name) is not None}
        names = {name: field.alias or name for name, field in type(self).model_fields.items()}
        allowed = self._allowed[self.type]
        foreign = [f"`{names[name]}`" for name in names if name in given - allowed]
        if foreign:
            raise ValueError(f"a time window of type {self.type} cannot have {' and '.join(foreign)}")
        missing = [f"`{names[name]}`" for name in names if name in allowed - given] if "DAILY" in self.type else []
        if missing:
            raise ValueError(f"a time window of type {self.type} needs {' and '.join(missing)}")
        return self
