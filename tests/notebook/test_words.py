from __future__ import annotations

import pytest

from wavetank.notebook.words import split_words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("--run -i who=World", ["--run", "-i", "who=World"]),
        ("-i who=\"Ada L\" -i 'a=b c'", ["-i", "who=Ada L", "-i", "a=b c"]),
        (r"-i path=C:\data\new", ["-i", r"path=C:\data\new"]),
        ("-i n=1#2 {{x}} $y", ["-i", "n=1#2", "{{x}}", "$y"]),
    ],
)
def test_quotes_hold_words_together_and_nothing_else_is_special(line, words):
    assert split_words(line) == words


def test_an_open_quote_is_refused():
    with pytest.raises(ValueError, match="quote is not closed"):
        split_words('-i a="b')
