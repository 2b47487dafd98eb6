from __future__ import annotations

import re

import pytest

from wavetank.errors import FlowError, InputError
from wavetank.model.diagnostic import Diagnostic
from wavetank.notebook.fault import error_lines, flow_error_lines, told_briefly

SOURCE = "id: a\nnamespace: b\ntaskz: []\n"
FAULT = Diagnostic(
    code="WT-110", line=3, column=1, end_column=6, message="Unknown key `taskz`.", remedy="Did you mean `tasks`?"
)


def plain(lines):
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))


def test_a_fault_is_shown_with_the_lines_around_it():
    text = plain(flow_error_lines(FlowError([FAULT], source=SOURCE), SOURCE))
    assert text.startswith("FlowError the text of this flow has a fault")
    for piece in ("line 3, column 1\n", "Unknown key `taskz`.", "Did you mean `tasks`?", "taskz: []", "WT-110"):
        assert piece in text


def test_lines_are_counted_from_the_first_line_of_the_cell():
    text = plain(flow_error_lines(FlowError([FAULT], source=SOURCE), SOURCE, "%%flow --run"))
    assert "line 4, column 1" in text
    assert "taskz: []" in text


def test_many_faults_are_cut():
    text = plain(flow_error_lines(FlowError([FAULT] * 8, source=SOURCE), SOURCE))
    assert "has 8 faults" in text
    assert text.endswith("… and 3 more")


def test_warnings_are_no_faults():
    doubt = Diagnostic(code="WT-900", message="Old name.", severity="warning")
    text = plain(flow_error_lines(FlowError([FAULT, doubt], source=SOURCE), SOURCE))
    assert "has a fault" in text
    assert "Old name." not in text


def test_other_errors_say_where_why_and_what_to_do():
    error = InputError("`who` is missing.", where="flow a.b", remedy="Give it a value.")
    assert plain(error_lines(error)) == "InputError flow a.b: `who` is missing.\nGive it a value.\n[WT-300]"


def test_the_error_of_a_cell_carries_its_own_picture():
    with pytest.raises(InputError) as caught, told_briefly():
        raise InputError("no")
    assert plain(caught.value._render_traceback_()).startswith("InputError no")
    assert not hasattr(InputError("other"), "_render_traceback_")


def test_errors_of_python_keep_their_traceback():
    with pytest.raises(ZeroDivisionError) as caught, told_briefly():
        1 / 0  # noqa: B018
    assert not hasattr(caught.value, "_render_traceback_")
