from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wavetank.errors import ExpressionError

MOMENT = datetime(2013, 9, 8, 15, 19, 12, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("iso", "2013-09-08T17:19:12.123456+02:00"),
        ("iso_sec", "2013-09-08T17:19:12+02:00"),
        ("sql", "2013-09-08 17:19:12.123456"),
        ("sql_seq", "2013-09-08 17:19:12"),
        ("iso_date_time", "2013-09-08T17:19:12.123456+02:00[Europe/Paris]"),
        ("iso_date", "2013-09-08+02:00"),
        ("iso_time", "17:19:12.123456+02:00"),
        ("iso_local_date", "2013-09-08"),
        ("iso_local_time", "17:19:12.123456"),
        ("iso_local_date_time", "2013-09-08T17:19:12.123456"),
        ("iso_instant", "2013-09-08T15:19:12.123456Z"),
        ("iso_ordinal_date", "2013-251+02:00"),
        ("iso_week_date", "2013-W36-7+02:00"),
        ("rfc_1123_date_time", "Sun, 8 Sep 2013 17:19:12 +0200"),
        ("short", "9/8/13, 5:19\u202fPM"),
        ("medium", "Sep 8, 2013, 5:19:12\u202fPM"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2013-09-08T17:19:12.123"),
        ("d/M/yy h:mm a", "8/9/13 5:19 PM"),
        ("EEE EEEE MMM MMMM", "Sun Sunday Sep September"),
        ("XXX XX X xxx Z ZZZZ O", "+02:00 +0200 +02 +02:00 +0200 GMT+02:00 GMT+2"),
        ("VV z", "Europe/Paris CEST"),
        ("DDD Q w W e", "251 3 37 2 1"),
        ("'it''s' yyyy", "it's 2013"),
        ("SSSSSSSSS n", "123456000 123456000"),
        ("kk KK hh", "17 05 05"),
        ("uuuu-MM", "2013-09"),
    ],
)
def test_formats_are_those_of_java(text, name, expected):
    assert text("{{ d | date(f, 'Europe/Paris') }}", d=MOMENT, f=name) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2013-09-08T16:19:12.123456+01:00", "2013-09-08T15:19:12.123456Z"),
        ("2013-09-08T16:19+01:00[Europe/London]", "2013-09-08T15:19:00.000000Z"),
        ("2013-09-08T16:19:12", "2013-09-08T16:19:12.000000Z"),
        ("2013-09-08", "2013-09-08T00:00:00.000000Z"),
        (date(2013, 9, 8), "2013-09-08T12:00:00.000000Z"),
        (datetime.fromisoformat("2013-09-08T01:00"), "2013-09-08T01:00:00.000000Z"),
        (1378653552, "2013-09-08T15:19:12.000000Z"),
        ("2013-09-08T16:19:12.123456789Z", "2013-09-08T16:19:12.123456Z"),
    ],
)
def test_dates_are_read_from_many_shapes(text, value, expected):
    assert text("{{ d | date }}", d=value) == expected


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("31/01/2024", "dd/MM/yyyy", "2024-01-31T00:00:00.000000Z"),
        ("20240131101530", "yyyyMMddHHmmss", "2024-01-31T10:15:30.000000Z"),
        ("Jan 5, 24 3:07 PM", "MMM d, yy h:mm a", "2024-01-05T15:07:00.000000Z"),
        ("Tue, 08 Feb 2022 19:38:26 GMT", "rfc_1123_date_time", "2022-02-08T19:38:26.000000Z"),
        ("2024-01-31 10:15 +0200", "yyyy-MM-dd HH:mm Z", "2024-01-31T08:15:00.000000Z"),
        ("2024-01-31 10:15:30.5", "yyyy-MM-dd HH:mm:ss.S", "2024-01-31T10:15:30.500000Z"),
        ("2024-01-31T10:15", "iso_local_date_time", "2024-01-31T10:15:00.000000Z"),
        ("2024-01-31 10:15:30", "sql_seq", "2024-01-31T10:15:30.000000Z"),
        ("2024", "yyyy", None),
        ("31/13/2024", "dd/MM/yyyy", None),
        ("abc", "dd/MM/yyyy", None),
    ],
)
def test_dates_are_read_in_a_given_format(text, value, pattern, expected):
    template = "{{ d | date(existingFormat=f) }}"
    if expected is None:
        with pytest.raises(ExpressionError):
            text(template, d=value, f=pattern)
    else:
        assert text(template, d=value, f=pattern) == expected


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (1, "DAYS", "2024-03-31T02:30:00"),
        (1, "MONTHS", "2024-04-30T02:30:00"),
        (24, "HOURS", "2024-03-31T03:30:00"),
        (-1, "YEARS", "2023-03-30T02:30:00"),
        (1, "WEEKS", "2024-04-06T02:30:00"),
        (1, "HALF_DAYS", "2024-03-30T14:30:00"),
        (90, "SECONDS", "2024-03-30T02:31:30"),
        (1, "DECADES", "2034-03-30T02:30:00"),
    ],
)
def test_units_of_time_are_added(text, amount, unit, expected):
    template = "{{ d | dateAdd(n, u, 'iso_local_date_time', 'Europe/Berlin') }}"
    result = text(template, d=datetime.fromisoformat("2024-03-30T02:30"), n=amount, u=unit)
    # The clocks go forward on the 31st at two: half past two is not there, a day later it is half past three.
    assert result == ("2024-03-31T03:30:00" if unit == "DAYS" else expected)


@pytest.mark.parametrize(
    "expression",
    [
        "'x' | date",
        "1.5 | date",
        "true | date",
        "day | date('yyyy-bb')",
        'day | date("\'")',
        "day | date(timeZone='Mars/Olympus')",
        "day | dateAdd(1, 'DAY')",
        "day | dateAdd('1', 'DAYS')",
        "day | dateAdd(99999999999, 'DAYS')",
        "99999999999999 | date",
        "day | date('{')",
        "day | date(timeZone='../../etc/passwd')",
        "day | date(locale='xx_YY')",
    ],
)
def test_wrong_dates_are_refused(text, expression):
    with pytest.raises(ExpressionError):
        text(f"{{{{ {expression} }}}}", day="2024-01-31")


def test_other_languages_are_known(text):
    pytest.importorskip("babel")
    assert text("{{ d | date('EEEE d MMMM', locale='fr_FR') }}", d=MOMENT) == "dimanche 8 septembre"


def test_now_is_text_of_the_injected_clock(text):
    assert text("{{ now() }} {{ now('HH', timeZone='Asia/Tokyo') }}") == "2024-06-15T12:00:00.000000Z 21"
