from __future__ import annotations

from wavetank.engine.masking import Masked


def masked(*values):
    known = Masked()
    for value in values:
        known.add(value)
    return known


def test_a_log_shows_a_star_for_each_sign_of_a_secret():
    assert masked("doe.com").logged("test john@doe.com test") == "test john@******* test"


def test_the_first_nine_stars_in_a_row_say_what_they_are():
    text = masked("a" * 13).logged(f"{'a' * 26} {'a' * 13}")
    assert text == f"**masked*{'*' * 17} {'*' * 13}"


def test_elsewhere_the_length_of_a_secret_is_not_told():
    assert masked("doe.com", "another secret")("doe.com another secret") == "****** ******"
