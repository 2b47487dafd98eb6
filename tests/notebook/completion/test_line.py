from __future__ import annotations

import pytest

from wavetank.notebook.completion.line import complete_first_line, complete_line
from wavetank.notebook.extension import _loaded


@pytest.fixture
def session(run, shell, hello, hooked):
    run(f"%%flow --quiet\n{hello}")
    run(f"%%flow --quiet\n{hello.replace('World', 'Moon')}")
    run(f"%%flow --quiet\n{hooked}")
    run("%flow run hello")
    return _loaded[id(shell)]


@pytest.fixture
def offered(session):
    return lambda line: complete_line(session, line).fitting


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%flow run hello --to ", ["greet", "say"]),
        ("%flow run hello --with gr", ["greet="]),
        ("%flow run hello -i ", ["who="]),
        ("%flow executions --state FAI", ["FAILED"]),
        ("%flow logs last --level W", ["WARN"]),
        ("%flow replay last --from s", ["say"]),
        ("%flow replay last --with ", ["greet=", "say="]),
        ("%flow resume last -i ", ["who="]),
        ("%flow why hooked h", ["hook"]),
        ("%flow why hello gr", ["greet"]),
        ("%flow why last sa", ["say"]),
        ("%flow pause hooked ", ["hook"]),
        ("%flow backfill hooked ", ["hook"]),
        ("%flow diff hello@", ["hello@1"]),
        ("%flow state last WAR", ["WARNING"]),
        ("%flow run hello --no-wait --la", ["--label"]),
        ("%flow nothing ", []),
    ],
)
def test_each_word_is_completed_by_what_it_names(offered, line, expected):
    assert offered(line) == expected


def test_variables_may_stand_for_tasks(offered, shell):
    shell.user_ns["frame_of_mine"] = object()
    assert offered("%flow run hello --with greet=frame") == ["greet=frame_of_mine"]


def test_files_are_completed_where_one_is_wanted(offered, tmp_path):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "orders.yaml").write_text("")
    assert "flows/" in offered("%flow check fl")
    assert offered("%flow check flows/o") == ["flows/orders.yaml"]
    assert offered("%flow export hello flows/") == ["flows/orders.yaml"]
    assert offered("%flow export hello no/such/") == []


CELL = "id: new\nnamespace: company.team\ninputs:\n  - id: day\n    type: STRING\ntasks:\n  - id: load\n    type: x\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%%flow --t", ["--to"]),
        ("%%flow --to ", ["load"]),
        ("%%flow --run -i ", ["day="]),
        ("%%flow --run --with ", ["load="]),
        ("%%flow --run --fr", ["--fresh"]),
    ],
)
def test_the_first_line_of_a_cell_knows_the_text_below(session, line, expected):
    assert complete_first_line(session, line, CELL).fitting == expected
