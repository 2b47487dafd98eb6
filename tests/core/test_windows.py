from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from wavetank.core.windows import fulfil, is_open, is_valid, span_at
from wavetank.model.time_window import TimeWindow

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2024, 6, 15, 10, 37, 15, tzinfo=UTC)
KEY = ("n", "f", "w")


def window(**written):
    return TimeWindow.model_validate(written)


def at(*parts):
    return datetime(2024, 6, *parts, tzinfo=UTC)


MS = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ({}, at(15), at(16) - MS),
        ({"window": "P1D"}, at(15), at(16) - MS),
        ({"window": "PT6H"}, at(15, 10), at(15, 16) - MS),
        ({"window": "PT1H", "windowAdvance": "-PT4H"}, at(15, 6), at(15, 7) - MS),
        ({"window": "PT15M"}, at(15, 10, 30), at(15, 10, 45) - MS),
        ({"window": "PT15M", "windowAdvance": "PT5M"}, at(15, 10, 35), at(15, 10, 50) - MS),
        ({"window": "PT2S"}, NOW, NOW + timedelta(seconds=2) - MS),
        ({"type": "SLIDING_WINDOW", "window": "PT1H"}, NOW, NOW + timedelta(hours=1)),
        ({"type": "SLIDING_WINDOW"}, NOW, NOW + timedelta(days=1)),
        ({"type": "DAILY_TIME_DEADLINE", "deadline": "12:00:00"}, at(15), at(15, 12)),
        ({"type": "DAILY_TIME_WINDOW", "startTime": "09:00", "endTime": "11:30:00"}, at(15, 9), at(15, 11, 30)),
    ],
)
def test_an_event_opens_the_window_of_its_time(written, start, end):
    assert span_at(window(**written), NOW, UTC) == (start, end)


def test_days_and_times_are_those_of_the_zone():
    deadline = window(type="DAILY_TIME_DEADLINE", deadline="12:00:00")
    assert span_at(deadline, NOW, PARIS) == (at(14, 22), at(15, 10))
    assert span_at(window(), NOW, PARIS) == (at(14, 22), at(15, 22) - MS)


def test_a_day_with_a_change_of_the_clock_makes_no_shorter_window():
    start, end = span_at(window(), datetime(2024, 3, 31, 12, tzinfo=UTC), PARIS)
    assert end - start == timedelta(days=1) - MS


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"deadline": "12:00:00"}, "deadline"),
        ({"type": "SLIDING_WINDOW", "windowAdvance": "PT1H"}, "windowAdvance"),
        ({"type": "DAILY_TIME_DEADLINE"}, "deadline"),
        ({"type": "DAILY_TIME_DEADLINE", "deadline": "12:00:00", "window": "PT1H"}, "window"),
        ({"type": "DAILY_TIME_WINDOW", "startTime": "12:00:00"}, "endTime"),
        ({"type": "DAILY_TIME_DEADLINE", "deadline": "noon"}, "09:30:00"),
    ],
)
def test_a_time_window_has_what_its_type_needs_and_no_more(written, fault):
    with pytest.raises(ValidationError, match=fault):
        window(**written)


def test_a_time_without_quotes_is_read_as_yaml_gives_it():
    assert window(type="DAILY_TIME_DEADLINE", deadline=37800).deadline == time(10, 30)


def test_what_became_true_adds_up_while_the_window_is_valid():
    hour = window(type="SLIDING_WINDOW", window="PT1H")
    first = fulfil(KEY, None, hour, ["a"], NOW, UTC)
    second = fulfil(KEY, first, hour, ["b"], NOW + timedelta(minutes=59), UTC)
    assert (second.start, second.fulfilled) == (NOW, {"a", "b"})


def test_after_its_end_another_window_opens_without_the_old_results():
    hour = window(type="SLIDING_WINDOW", window="PT1H")
    first = fulfil(KEY, None, hour, ["a"], NOW, UTC)
    later = NOW + timedelta(hours=1)
    assert not is_valid(first, later)
    second = fulfil(KEY, first, hour, ["b"], later, UTC)
    assert (second.start, second.fulfilled) == (later, {"b"})


@pytest.mark.parametrize(
    "written",
    [
        {"type": "DAILY_TIME_DEADLINE", "deadline": "10:37:15"},
        {"type": "DAILY_TIME_WINDOW", "startTime": "10:38:00", "endTime": "11:00:00"},
    ],
)
def test_an_event_outside_of_the_hours_opens_nothing(written):
    assert fulfil(KEY, None, window(**written), ["a"], NOW, UTC) is None


def test_a_window_that_an_advance_puts_elsewhere_is_open_as_long_as_its_hour():
    advanced = window(window="PT1H", windowAdvance="-PT4H")
    opened = fulfil(KEY, None, advanced, ["a"], NOW, UTC)
    assert is_open(opened, advanced, NOW, UTC)
    assert not is_open(opened, advanced, NOW + timedelta(hours=1), UTC)
    assert fulfil(KEY, opened, advanced, ["b"], NOW, UTC).fulfilled == {"b"}
