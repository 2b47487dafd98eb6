from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from wavetank.model.key_value import KeyType, kept_value, type_of


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, KeyType.BOOLEAN),
        (1, KeyType.NUMBER),
        (datetime(2026, 1, 1, tzinfo=UTC), KeyType.DATETIME),
        (date(2026, 1, 1), KeyType.DATE),
        (timedelta(1), KeyType.DURATION),
        (time(1), KeyType.STRING),
        ("x", KeyType.STRING),
        ([], KeyType.JSON),
    ],
)
def test_the_type_of_a_value_is_the_nearest_one(value, kind):
    assert type_of(value) is kind


def test_a_duration_within_a_map_stays_a_text():
    assert kept_value({"a": "PT5S"}) == {"a": "PT5S"}
