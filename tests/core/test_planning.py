from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wavetank.core.planning import Match, Planning
from wavetank.model.missed import Missed
from wavetank.plugins.core.trigger.cron import Cron

NOW = datetime(2024, 6, 15, 10, 30, 15, tzinfo=UTC)


def planning(cron="0 * * * *", matches=None, late=None):
    return Planning(Cron(cron, UTC), matches, late)


def on(**parts):
    """Only dates with these parts."""
    return lambda tick: Match.YES if all(getattr(tick.date, key) == value for key, value in parts.items()) else Match.NO


def at(*parts):
    return datetime(2024, *parts, tzinfo=UTC)


def test_the_next_date_is_later_than_the_moment():
    assert planning().next(at(6, 15, 10)) == at(6, 15, 11)
    assert planning().previous(at(6, 15, 10)) == at(6, 15, 9)


def test_conditions_choose_among_the_dates():
    noon = planning(matches=on(hour=12))
    assert noon.next(NOW) == at(6, 15, 12)
    assert noon.previous(NOW) == at(6, 14, 12)
    assert noon.tick(at(6, 15, 12)) == (at(6, 15, 12), at(6, 14, 12), at(6, 16, 12))


def test_a_condition_sees_the_neighbours_in_the_timetable():
    seen = []
    planning(matches=lambda tick: seen.append(tick) or Match.YES).next(NOW)
    assert seen == [(at(6, 15, 11), at(6, 15, 10), at(6, 15, 12))]


def test_a_condition_that_never_holds_has_no_date():
    never = planning("0 0 1 * *", matches=lambda _: Match.NO)
    assert never.next(NOW) is None
    assert never.previous(NOW) is None
    assert never.tick(at(6, 1)) == (at(6, 1), None, None)


def test_a_day_that_is_excluded_is_asked_once():
    asked = []

    def mondays(tick):
        asked.append(tick.date)
        return Match.YES if tick.date.weekday() == 0 else Match.NOT_THAT_DAY

    minutely = planning("* * * * *", matches=mondays)
    assert minutely.next(NOW) == at(6, 17)
    assert minutely.previous(NOW) == at(6, 10, 23, 59)
    assert len(asked) < 12


def test_the_days_of_a_zone_are_skipped_over_a_change_of_its_clock():
    paris = ZoneInfo("Europe/Paris")

    def mondays(tick):
        return Match.YES if tick.date.weekday() == 0 else Match.NOT_THAT_DAY

    found = Planning(Cron("*/30 * * * *", paris), mondays).next(datetime(2024, 3, 30, 12, tzinfo=UTC))
    assert found == datetime(2024, 4, 1, tzinfo=paris)


def test_after_very_many_dates_the_last_one_is_to_be_looked_at_again():
    unlikely = planning("* * * * *", matches=on(month=1))
    found = unlikely.next(NOW)
    assert NOW + timedelta(days=6) < found < NOW + timedelta(days=8)
    assert not unlikely.holds(found)
    assert unlikely.tick(at(6, 15, 11)).following is None


def test_a_date_that_is_too_late_is_passed_over():
    late = planning("* * * * *", late=timedelta(minutes=5))
    assert late.next(at(6, 15, 10, 15), NOW) == at(6, 15, 10, 26)
    assert late.next(at(6, 15, 10, 15)) == at(6, 15, 10, 16)
    assert planning("30 10 * * *", late=timedelta(seconds=15)).next(at(6, 15), NOW) == at(6, 15, 10, 30)


@pytest.mark.parametrize(
    ("missed", "expected"),
    [(Missed.ALL, at(6, 15, 8)), (Missed.LAST, at(6, 15, 10)), (Missed.NONE, at(6, 15, 11))],
)
def test_dates_that_passed_while_nobody_listened_are_caught_up_with_as_is_wanted(missed, expected):
    assert planning().at_start(at(6, 15, 7, 30), None, missed, NOW) == expected
    assert planning().at_start(at(6, 15, 7), at(6, 15, 8), missed, NOW) == expected


def test_without_a_missed_date_the_planned_one_stays():
    for missed in Missed:
        assert planning().at_start(at(6, 15, 10), at(6, 15, 11), missed, NOW) == at(6, 15, 11)
        assert planning().at_start(None, None, missed, NOW) == at(6, 15, 11)


def test_the_last_missed_date_fires_once():
    assert planning().at_start(at(6, 15, 10), at(6, 15, 10), Missed.LAST, NOW) == at(6, 15, 11)


def test_all_missed_dates_are_caught_up_with_as_far_as_they_are_not_too_late():
    late = planning(late=timedelta(hours=2))
    assert late.at_start(at(6, 15, 7), at(6, 15, 8), Missed.ALL, NOW) == at(6, 15, 9)


def test_a_cron_expression_that_cannot_be_read_says_what_its_fields_are():
    with pytest.raises(ValueError, match=r"bad minute.*; the fields are minute, hour"):
        Cron("61 * * * *", UTC)
    with pytest.raises(ValueError, match="the fields are second, minute"):
        Cron("61 * * * * *", UTC, with_seconds=True)
