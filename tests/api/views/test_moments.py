from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wavetank.api.views.moments import moment_text, span_text


def test_a_moment_is_shown_in_the_zone_of_the_reader():
    moment = datetime(2026, 11, 22, 13, 4, 5, 999999, tzinfo=UTC)
    assert moment_text(moment, timezone(timedelta(hours=2))) == "2026-11-22 15:04:05"


def test_no_moment_is_no_text():
    assert moment_text(None) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0, "0 ms"),
        (0.0124, "12 ms"),
        (3.44, "3.4 s"),
        (59.9, "59.9 s"),
        (125, "2 min 05 s"),
        (3725, "1 h 02 min"),
    ],
)
def test_a_span_has_the_unit_that_fits(seconds, text):
    assert span_text(seconds) == text
