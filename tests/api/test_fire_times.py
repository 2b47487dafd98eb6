from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core."
NOW = datetime(2024, 6, 15, 10, 30, 15, tzinfo=UTC)


def schedule(cron, **properties):
    return {"type": CORE + "trigger.Schedule", "cron": cron, **properties}


def at(*parts):
    return datetime(2024, *parts, tzinfo=UTC)


def test_the_next_dates_follow_one_another():
    assert wt.fire_times(schedule("0 */6 * * *"), count=3, now=NOW) == [at(6, 15, 12), at(6, 15, 18), at(6, 16)]
    assert wt.fire_times(schedule("@daily"), after=at(6, 1, 12), now=NOW) == [at(6, 2)]


def test_the_former_dates_come_the_latest_first():
    assert wt.fire_times(schedule("@hourly"), count=-2, now=NOW) == [at(6, 15, 10), at(6, 15, 9)]


def test_only_dates_for_which_the_conditions_hold_are_given():
    friday = {"type": CORE + "condition.DayWeekInMonth", "dayOfWeek": "FRIDAY", "dayInMonth": "LAST"}
    found = wt.fire_times(schedule("0 9 * * *", conditions=[friday]), count=3, now=NOW)
    assert found == [at(6, 28, 9), at(7, 26, 9), at(8, 30, 9)]


def test_a_condition_that_cannot_be_decided_leaves_all_dates():
    broken = {"type": CORE + "condition.Expression", "expression": "{{ nothing }}"}
    assert wt.fire_times(schedule("@hourly", conditions=[broken]), now=NOW) == [at(6, 15, 11)]


def test_dates_that_would_be_too_late_are_left_out_of_the_first():
    late = schedule("* * * * *", lateMaximumDelay="PT5M")
    assert wt.fire_times(late, after=NOW - timedelta(minutes=15), now=NOW) == [at(6, 15, 10, 26)]


def test_a_date_that_the_clock_leaps_over_comes_when_the_clock_is_there_again():
    paris = schedule("30 2 * * *", timezone="Europe/Paris")
    found = wt.fire_times(paris, after=at(3, 30, 12), count=2, now=NOW)
    assert [date.isoformat() for date in found] == ["2024-03-31T03:00:00+02:00", "2024-04-01T02:30:00+02:00"]


def test_without_a_zone_the_dates_are_those_of_tz(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    assert wt.fire_times(schedule("0 12 * * *"), now=NOW) == [at(6, 15, 16)]
    monkeypatch.delenv("TZ")
    assert wt.fire_times(schedule("0 12 * * *"), now=NOW) == [at(6, 15, 12)]


@pytest.mark.parametrize("zone", ["+02:00", "UTC+2", "GMT+02:00", "Europe/Paris"])
def test_the_zone_of_a_schedule_may_be_an_offset(zone):
    assert wt.fire_times(schedule("0 9 * * *", timezone=zone), now=NOW) == [at(6, 16, 7)]


@pytest.mark.parametrize("zone", ["Mars/Base", "+19:00", "PST"])
def test_a_zone_that_does_not_exist_is_refused(zone):
    with pytest.raises(wt.WavetankError, match="no time zone"):
        wt.fire_times(schedule("0 9 * * *", timezone=zone), now=NOW)


def test_given_dates_are_sorted_and_begin_with_the_first_for_a_trigger_that_is_new():
    dates = ["2024-06-16T00:00:00Z", "2024-06-14T02:00:00+02:00"]
    listed = {"type": CORE + "trigger.ScheduleOnDates", "dates": dates}
    assert wt.fire_times(listed, now=NOW, count=5) == [at(6, 14), at(6, 16)]
    assert wt.fire_times(listed, after=NOW, now=NOW) == [at(6, 16)]
    assert wt.fire_times(listed, count=-1, now=NOW) == [at(6, 14)]
    assert wt.fire_times(listed, after=at(6, 16), now=NOW) == []


def test_given_dates_may_be_an_expression():
    listed = {"type": CORE + "trigger.ScheduleOnDates", "dates": "{{ ['2024-06-16T00:00:00Z'] }}"}
    assert wt.fire_times(listed, now=NOW) == [at(6, 16)]
    with pytest.raises(wt.WavetankError):
        wt.fire_times({**listed, "dates": "{{ 'soon' }}"}, now=NOW)


@pytest.mark.parametrize(
    "trigger",
    [
        {"type": CORE + "trigger.Webhook", "key": "x"},
        {"type": CORE + "trigger.Schedule"},
        schedule("every day"),
        schedule("* * * * *", withSeconds=True),
        schedule("0 0 * * 5L"),
        schedule("0 0 5-1 * *"),
        schedule("* * * * *", timezone="Mars/Olympus"),
        schedule("* * * * *", interval="PT5S"),
        {"cron": "* * * * *"},
    ],
)
def test_what_has_no_dates_is_refused(trigger):
    with pytest.raises(wt.PluginError):
        wt.fire_times(trigger, now=NOW)
