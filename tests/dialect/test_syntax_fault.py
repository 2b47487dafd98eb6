from __future__ import annotations

import pytest

CASES = {
    "a: b: c\n": ("WT-110", 1, 5),
    "a: 'it's fine'\nb: c\n": ("WT-112", 1, 8),
    "a: 'hello\nb: c\n": ("WT-112", 1, 4),
    "tasks:\n  - id: a\n   type: x\n": ("WT-110", 3, 4),
    "tasks:\n  - id: a\n     type: x\n": ("WT-110", 3, 6),
    "id: a\nnamespace b\ntasks: []\n": ("WT-110", 2, 1),
    "a: @daily\n": ("WT-110", 1, 4),
    "a: `x`\n": ("WT-110", 1, 4),
    "a: [1, 2\nb: 1\n": ("WT-110", 1, 4),
    "a: {b: 1\nc: 1\n": ("WT-110", 1, 4),
    'a: "\\d+"\n': ("WT-110", 1, 5),
    "a: *x\n": ("WT-110", 1, 4),
    "a: & b\n": ("WT-110", 1, 4),
    "a: {{ inputs['x'] }}\n": ("WT-113", 1, 4),
    "a:\n  - {{ x }} y\n": ("WT-113", 2, 5),
    "a: 1\nb:\n\t- c\n": ("WT-111", 3, 1),
    "a: x\x00y\n": ("WT-120", 1, 5),
    "a: \ud800\n": ("WT-120", 1, 4),
    "---\n": ("WT-115", 1, 1),
    "": ("WT-115", 1, 1),
    "# nothing\n": ("WT-115", 1, 1),
    "hello\n": ("WT-116", 1, 1),
    "- a\n": ("WT-116", 1, 1),
    "{{ x }}\n": ("WT-113", 1, 1),
    "%YAML 3.0\n---\na: 1\n": ("WT-110", 1, 1),
    "a: ]\n": ("WT-110", 1, 4),
}


@pytest.mark.parametrize("text", CASES)
def test_what_is_no_yaml_is_said_in_one_diagnostic_at_its_place(only, text):
    diagnostic = only(text)
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == CASES[text], str(diagnostic)
    assert diagnostic.remedy


def test_nesting_without_end_is_refused(only):
    assert only("a: " + "[" * 100_000).code == "WT-121"


def test_more_than_a_hundred_levels_are_refused_where_their_document_begins(only, found):
    assert "WT-121" not in [each.code for each in found("a: " + "[" * 99 + "]" * 99)]
    assert "WT-121" not in [each.code for each in found("".join(f"{' ' * level}a:\n" for level in range(100)))]
    deep = only("# deep\na: " + "[" * 100 + "]" * 100)
    assert (deep.code, deep.line) == ("WT-121", 2)
    assert only("".join(f"{' ' * level}a:\n" for level in range(102))).code == "WT-121"


def test_an_alias_to_what_is_around_it_is_refused(found):
    codes = [each.code for each in found("a: &x [*x, *x]\n")]
    assert codes.count("WT-119") == 2


def test_a_line_separator_inside_a_line_does_not_move_the_lines_below(only):
    text = "id: flow\nnamespace: company.team\ndescription: 'a \u2028 b'\ntasks: none\n"
    assert (only(text).code, only(text).line, only(text).column) == ("WT-132", 4, 8)


def test_lines_that_end_with_carriage_return_and_line_feed_are_counted_once(only):
    diagnostic = only("id: flow\r\nnamespace: company.team\r\ntasks: none\r\n")
    assert (diagnostic.line, diagnostic.column, diagnostic.end_column) == (3, 8, 12)
