from __future__ import annotations

import pytest

from wavetank.notebook.pairs import read_pairs


def test_pairs_are_split_at_the_first_equals_sign():
    assert read_pairs(["a=1", "b=x=y", "c="]) == {"a": "1", "b": "x=y", "c": ""}


@pytest.mark.parametrize("text", ["a", "=1"])
def test_what_is_no_pair_is_named(text):
    with pytest.raises(ValueError, match="is not KEY=VALUE"):
        read_pairs([text])
