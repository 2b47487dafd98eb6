from __future__ import annotations

import pytest

from wavetank.errors import ExpressionError
from wavetank.pebble.lexer import Lexer, unescaped
from wavetank.pebble.tokens import TokenKind


def values(template):
    return [token.value for token in Lexer(template).run()[:-1]]


def test_tokens_know_where_they_stand():
    template = "ab {{ name | upper }}"
    for token in Lexer(template).run()[:-1]:
        assert template[token.start : token.end] == token.value


def test_is_not_is_one_operator_however_wide_the_blank():
    assert values("{{ a is   not b }}") == ["{{", "a", "is not", "b", "}}"]


def test_a_name_may_begin_with_an_operator_word():
    assert values("{{ organization }}") == ["{{", "organization", "}}"]


def test_a_range_of_integers_is_not_a_decimal():
    assert values("{{ 1..5 }}") == ["{{", "1", "..", "5", "}}"]


def test_a_long_literal_loses_its_letter():
    assert values("{{ 12L }}") == ["{{", "12", "}}"]


def test_an_operator_word_behind_a_dot_is_a_name():
    assert [token.kind for token in Lexer("{{ a.contains }}").run()][3] is TokenKind.NAME


def test_only_one_word_behind_a_dot_is_its_name():
    assert values("{{ a.not in b }}") == ["{{", "a", ".", "not", "in", "b", "}}"]
    assert values("{{ a.is not b }}") == ["{{", "a", ".", "is", "not", "b", "}}"]


def test_a_text_that_is_a_dot_is_no_dot():
    assert [token.kind for token in Lexer("{{ '.'in'.' }}").run()][2] is TokenKind.OPERATOR


def test_closing_braces_of_maps_do_not_close_the_print():
    assert values("{{ {'a': {}} }}")[-1] == "}}"


def test_dashes_trim_the_text_around():
    assert values("a \n{{- b -}}\n c") == ["a", "{{-", "b", "}}", "c"]


def test_comments_leave_nothing_and_may_trim():
    assert values("a {#- x -#} b") == ["a", "b"]


def test_a_dash_trims_only_with_a_blank_behind_it():
    assert values("a {{-1}}") == ["a ", "{{", "-", "1", "}}"]
    assert values("a {#-x-#} b") == ["a ", " b"]
    assert values("a {#- -#} b") == ["a", " b"]


def test_raw_keeps_what_stands_inside_on_one_line():
    assert values("{% raw %}{{ x }} {% if %}{% endraw %}") == ["{{ x }} {% if %}"]


def test_raw_over_several_lines_is_refused_with_the_way_out():
    with pytest.raises(ExpressionError, match="verbatim"):
        Lexer("{% raw %}\n{{ x }}\n{% endraw %}").run()


def test_verbatim_keeps_several_lines():
    assert values("{% verbatim %}{{ x }}\n{{ y }}{% endverbatim %}z") == ["{{ x }}\n{{ y }}", "z"]


@pytest.mark.parametrize(
    ("literal", "text"), [(r"'it\'s'", "it's"), (r'"a\"b"', 'a"b'), (r"'a\\b'", r"a\b"), (r"'a\nb'", r"a\nb")]
)
def test_only_quote_and_backslash_are_escapes(literal, text):
    assert unescaped(literal) == text


@pytest.mark.parametrize(
    ("template", "column", "word"),
    [
        ("{{ a", 1, "not closed"),
        ("{# a", 1, "comment"),
        ("{% verbatim %}", 1, "verbatim"),
        ("{{ (a }}", 4, "not closed"),
        ("{{ a) }}", 5, "closes nothing"),
        ("{{ 'a }}", 4, "no meaning"),
        ('{{ "a #{b', 7, "#{"),
        ("{{ a ; b }}", 6, "no meaning"),
    ],
)
def test_errors_say_where_and_what(template, column, word):
    with pytest.raises(ExpressionError) as caught:
        Lexer(template).run()
    assert (caught.value.line, caught.value.column) == (1, column)
    assert word in caught.value.cause


def test_lines_are_counted_in_errors():
    with pytest.raises(ExpressionError) as caught:
        Lexer("one\ntwo {{ ; }}").run()
    assert (caught.value.line, caught.value.column) == (2, 8)
