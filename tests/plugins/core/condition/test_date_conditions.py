from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core.condition."


def holds(kind, **properties):
    return wt.holds({"type": CORE + kind, **properties}, {"flow": {"namespace": "n", "id": "f"}})


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-01-31T12:00:00Z", True),
        ("2025-01-31T10:00:00Z", False),
        ("2025-01-31T10:00:01Z", True),
        ("2025-01-31T14:00:00Z", False),
        ("2025-01-31T13:30:00+02:00", True),
        ("2025-01-31T15:30:00+02:00[Europe/Helsinki]", True),
    ],
)
def test_a_moment_lies_strictly_between_two_others_whatever_their_offsets(date, expected):
    span = {"after": "2025-01-31T10:00:00Z", "before": "2025-01-31T15:00:00+01:00"}
    assert holds("DateTimeBetween", date=date, **span) is expected


def test_one_bound_is_enough_for_a_moment_and_none_is_not():
    assert holds("DateTimeBetween", date="2025-01-31T12:00:00Z", after="2025-01-01T00:00:00Z")
    assert not holds("DateTimeBetween", date="2025-01-31T12:00:00Z", before="2025-01-01T00:00:00Z")
    with pytest.raises(wt.ConditionError, match="neither"):
        holds("DateTimeBetween", date="2025-01-31T12:00:00Z")
    with pytest.raises(wt.ConditionError, match="neither"):
        holds("TimeBetween", date="2025-01-31T12:00:00Z")


@pytest.mark.parametrize("date", ["2025-01-31", "2025-01-31T12:00:00", "tomorrow", ""])
def test_a_moment_needs_time_and_offset(date):
    with pytest.raises(wt.ConditionError, match="no date with time and offset"):
        holds("DateTimeBetween", date=date, after="2025-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-01-31T16:19:12Z", False),
        ("2025-01-31T16:19:13Z", True),
        ("2025-01-31T17:59:59Z", True),
        ("2025-01-31T18:00:00Z", False),
        ("2025-01-31T18:30:00+02:00", True),
        ("2025-01-31T17:00:00+02:00", False),
    ],
)
def test_a_time_of_the_day_is_compared_at_its_own_offset(date, expected):
    assert holds("TimeBetween", date=date, after="16:19:12Z", before="18:00:00Z") is expected


def test_a_span_of_times_over_midnight_is_never_met():
    for hour in range(24):
        assert not holds("TimeBetween", date=f"2025-01-31T{hour:02}:30:00Z", after="22:00:00Z", before="06:00:00Z")


def test_a_time_without_an_offset_is_refused_when_it_is_read():
    with pytest.raises(wt.WavetankError, match="16:19:12Z"):
        holds("TimeBetween", date="2025-01-31T12:00:00Z", after="10:00:00")


def test_the_day_is_that_of_the_offset_in_the_text():
    assert holds("DayWeek", date="2025-01-31T23:30:00-05:00", dayOfWeek="FRIDAY")
    assert holds("DayWeek", date="2025-02-01T04:30:00Z", dayOfWeek="SATURDAY")
    assert holds("DayWeek", date="2025-01-31", dayOfWeek="FRIDAY")
    assert not holds("DayWeek", date="2025-01-31", dayOfWeek="MONDAY")


@pytest.mark.parametrize(
    ("date", "which"),
    [
        ("2025-03-03", ["FIRST"]),
        ("2025-03-10", ["SECOND"]),
        ("2025-03-17", ["THIRD"]),
        ("2025-03-24", ["FOURTH"]),
        ("2025-03-31", ["LAST"]),
        ("2025-02-24", ["FOURTH", "LAST"]),
        ("2025-03-04", []),
    ],
)
def test_a_monday_is_counted_in_its_month(date, which):
    names = ("FIRST", "SECOND", "THIRD", "FOURTH", "LAST")
    found = [name for name in names if holds("DayWeekInMonth", date=date, dayOfWeek="MONDAY", dayInMonth=name)]
    assert found == which


def test_a_weekend_is_saturday_and_sunday():
    found = [day for day in range(1, 8) if holds("Weekend", date=f"2025-02-{day:02}")]
    assert found == [1, 2]


def test_public_holidays_are_those_of_a_country_or_of_a_part_of_it():
    assert holds("PublicHoliday", date="2023-07-14", country="FR")
    assert not holds("PublicHoliday", date="2023-07-14", country="DE")
    assert holds("PublicHoliday", date="2023-03-08", country="DE", subDivision="BE")
    assert holds("PublicHoliday", date="2023-03-08", country="DE", subDivision="DE-BE")
    assert not holds("PublicHoliday", date="2023-03-08", country="DE")


def test_the_country_is_by_default_that_of_the_language_of_the_machine(monkeypatch):
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert holds("PublicHoliday", date="2023-07-14")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("LANG")
    with pytest.raises(wt.ConditionError, match="no `country`"):
        holds("PublicHoliday", date="2023-07-14")


@pytest.mark.parametrize("place", [{"country": "XX"}, {"country": "DE", "subDivision": "ZZ"}])
def test_an_unknown_country_is_an_error_that_says_how_to_write_one(place):
    with pytest.raises(wt.ConditionError, match="ISO 3166") as caught:
        holds("PublicHoliday", date="2023-07-14", **place)
    assert "calendar" in caught.value.cause


def test_the_date_is_rendered_and_is_the_planned_one_by_default():
    context = {"flow": {"namespace": "n", "id": "f"}, "trigger": {"date": "2025-02-01T10:00:00Z"}}
    assert wt.holds({"type": CORE + "Weekend"}, context)
    assert wt.holds({"type": CORE + "DayWeek", "date": "{{ trigger.date }}", "dayOfWeek": "SATURDAY"}, context)
