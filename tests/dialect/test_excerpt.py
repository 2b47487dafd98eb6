from __future__ import annotations

from wavetank.dialect.excerpt import excerpt
from wavetank.model.diagnostic import Diagnostic

TEXT = """\
id: flow
namespace: company.team
tasks:
  - id: a
    mesage: x
    type: y
#
#"""
SHOWN = """\
3 | tasks:
4 |   - id: a
5 |     mesage: x
  |     ^^^^^^
6 |     type: y
7 | #
No such property. [WT-131]
Write it."""


def at(line, column, end_column, **more):
    return Diagnostic(
        code="WT-131",
        message="No such property.",
        remedy="Write it.",
        line=line,
        column=column,
        end_column=end_column,
        **more,
    )


def test_the_lines_around_the_place_are_numbered_and_the_place_is_marked():
    assert excerpt(TEXT, at(5, 5, 11)) == SHOWN


def test_the_number_of_lines_around_the_place_can_be_chosen():
    assert excerpt(TEXT, at(5, 5, 11), context=0).splitlines()[:2] == ["5 |     mesage: x", "  |     ^^^^^^"]


def test_numbers_are_aligned():
    lines = excerpt("\n".join(str(number) for number in range(20)), at(9, 1, 2), context=1).splitlines()
    assert [line.index("|") for line in lines[:4]] == [3, 3, 3, 3]


def test_a_place_without_a_piece_gets_one_mark():
    assert "  | ^" in excerpt("", Diagnostic(code="WT-115", message="Empty."))


def test_marks_stand_below_wide_characters():
    lines = excerpt("名前: x y", at(1, 5, 6), context=0).splitlines()
    assert lines[1] == "  |" + " " * 7 + "^"


def test_a_tab_is_visible_and_nothing_reaches_the_terminal_as_control():
    lines = excerpt("\ta: \x1b[31m\r\n", at(1, 1, 2), context=0).splitlines()
    assert lines[0] == "1 | →a: �[31m"


def test_a_long_line_is_cut_around_the_place():
    lines = excerpt(f"{'x' * 5000}bad{'y' * 5000}", at(1, 5001, 5004), context=0).splitlines()
    start = lines[1].index("^")
    assert lines[0][start : start + 3] == "bad"
    assert len(lines[0]) < 200


def test_colours_are_given_by_severity():
    assert "\x1b[31m" in excerpt(TEXT, at(5, 5, 11), colour=True)
    assert "\x1b[33m" in excerpt(TEXT, at(5, 5, 11, severity="warning"), colour=True)
    assert "\x1b" not in excerpt(TEXT, at(5, 5, 11))
