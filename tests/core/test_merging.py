from __future__ import annotations

from wavetank.core.merging import deep_merged


def test_maps_are_merged_lists_joined_and_of_others_the_second_counts():
    first = {"a": {"x": 1, "y": {"z": 1}}, "l": [1], "s": 1, "m": {"k": 1}}
    second = {"a": {"y": {"w": 2}}, "l": [2], "s": {"n": 1}, "m": 3}
    assert deep_merged(first, second) == {"a": {"x": 1, "y": {"z": 1, "w": 2}}, "l": [1, 2], "s": {"n": 1}, "m": 3}


def test_what_is_merged_stays_as_it_is():
    first = {"a": {"x": 1}, "l": [1]}
    deep_merged(first, {"a": {"y": 2}, "l": [2]})
    assert first == {"a": {"x": 1}, "l": [1]}
