from __future__ import annotations

from collections import Counter

from wavetank.engine.id_pool import IdPool
from wavetank.ids import ALPHABET, LENGTH

MANY = 20_000


def test_identifiers_are_different_numbers_of_128_bits():
    pool = IdPool()
    made = {pool() for _ in range(MANY)}
    assert len(made) == MANY
    assert {len(each) for each in made} == {LENGTH}
    numbers = [sum(ALPHABET.index(sign) * 62**place for place, sign in enumerate(reversed(each))) for each in made]
    assert max(numbers) < 1 << 128


def test_each_sign_is_as_likely_as_another_at_each_place():
    pool = IdPool()
    places = [Counter(signs) for signs in zip(*(pool() for _ in range(MANY)), strict=True)]
    for place, counts in enumerate(places):
        possible = ALPHABET if place else ALPHABET[:7]
        assert set(counts) == set(possible)
        # Ten standard deviations.
        expected = MANY / len(possible)
        assert all(abs(count - expected) < 10 * expected**0.5 for count in counts.values())
