from __future__ import annotations

import pytest

from wavetank.pebble import truthy


@pytest.mark.parametrize("value", [None, "", "false", "0", "-0", " ", "\n", " false\n", "\t0 ", False, 0])
def test_these_are_false(value):
    assert truthy(value) is False


@pytest.mark.parametrize("value", ["False", "\u00a0", "null", "[]", "0.0", "true", "1", "no", True, 1, [], {}, 0.0])
def test_everything_else_is_true(value):
    assert truthy(value) is True
