"""Flows with functions of cells, exported and run again from the exported text."""

from __future__ import annotations

import zipfile

import pytest
import yaml

from wavetank.dialect.rewriting import with_outputs, with_properties
from wavetank.plugins.call import cell_function

FUNCTIONS = '''\
import math
from datetime import date
import wavetank as wt

FACTOR = 3

def helper(x):
    return math.floor(x * FACTOR)

@wt.task
def extract(n: int, day: date, *, unit="EUR"):
    """Braces stay: {{ x }}."""
    print("reading", n, unit)
    return {"rows": [helper(i) for i in range(n)], "day": day}

@wt.task
async def load(rows: list[int], note):
    return f"{sum(rows)} {note}"
'''
FLOW = """\
id: etl
namespace: company.team
inputs:
  - {id: n, type: INT, defaults: 3}
tasks:
  - id: extract   # the first
    function: extract
    # it stands in the notebook
    type: wavetank.Call
    arguments:
      n: "{{ inputs.n }}"
      day: "2025-01-02"
    timeout: PT1M
  - {id: load, type: wavetank.Call, function: load,
     arguments: {rows: "{{outputs.extract.rows}}", note: "n={{inputs.n}}"}}
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.load.value }} {{ outputs['extract']['day'] }}"
"""


@pytest.fixture(autouse=True)
def own_functions(monkeypatch):
    monkeypatch.setattr(cell_function, "_known", {})
    monkeypatch.setenv("WAVETANK_DOCKER", "process")


def messages(execution):
    return [entry.message for entry in execution.logs if entry.level == "INFO"]


def test_the_exported_text_does_the_same_without_the_notebook(run, engine):
    run(FUNCTIONS)
    before = run(f"%%flow --run\n{FLOW}").value
    assert before.state == "SUCCESS"
    exported = run("%flow export etl").value
    assert "wavetank" not in exported.text
    cell_function._known.clear()
    engine.deploy(exported.text)
    after = engine.run("company.team.etl")
    assert after.state == "SUCCESS", after.error
    assert messages(after) == messages(before) == ["reading 3 EUR", "9 n=3 2025-01-02"]


def test_what_is_no_call_stays_as_it_was_written(run):
    run(FUNCTIONS)
    run(f"%%flow --run\n{FLOW}")
    text = run("%flow export etl").value.text
    for line in FLOW.splitlines()[:6]:
        assert line in text
    assert "    # it stands in the notebook\n" in text
    assert "    timeout: PT1M\n" in text
    first, second, _ = yaml.safe_load(text)["tasks"]
    assert set(first) == {"id", "type", "env", "script", "timeout"}
    assert set(second) == {"id", "type", "env", "script"}


FRAMES = """\
import pandas as pd
import wavetank as wt

@wt.task
def extract() -> pd.DataFrame:
    return pd.DataFrame({"a": [1, 2]})

@wt.task
def load(orders, again: pd.DataFrame):
    return orders["a"].sum() + again["a"].max()
"""
FRAME_FLOW = """\
id: frames
namespace: company.team
tasks:
  - {id: extract, type: wavetank.Call, function: extract}
  - id: load
    type: wavetank.Call
    function: load
    arguments:
      orders: "{{ outputs.extract.value }}"
      again: "{{ outputs.extract.value }}"
  - {id: say, type: io.kestra.plugin.core.log.Log, message: "{{ outputs.load.value }}"}
"""


def test_frames_become_files_between_scripts(run, engine):
    run(FRAMES)
    run(f"%%flow --quiet\n{FRAME_FLOW}")
    written = yaml.safe_load(run("%flow export frames").value.text)
    extract, load, _ = written["tasks"]
    assert extract["outputFiles"] == ["value"]
    assert load["inputFiles"]["orders"] == "{{ outputs.extract.outputFiles.value }}"
    assert [name.partition("==")[0] for name in load["dependencies"]] == ["pandas", "pyarrow"]
    for task in (extract, load):
        del task["dependencies"]  # they are installed here; a test asks no registry
    engine.deploy(yaml.safe_dump(written))
    execution = engine.run("company.team.frames")
    assert execution.state == "SUCCESS", execution.error
    assert messages(execution) == ["5"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("big = object()\n@wt.task\ndef work(): return big", "it uses big, which is a object of the notebook"),
        (
            "def outer(x):\n    def work(): return x\n    return work\nwork = wt.task(outer(1))",
            "uses x of the function around",
        ),
        ("work = wt.task(name='work')(lambda: 1)", "written as an expression"),
        ("@wt.task\ndef work(context: wt.CallContext): return 1", "is a wt.CallContext"),
    ],
)
def test_a_function_that_no_script_can_hold_is_refused_with_the_reason(run, cell, said):
    run(f"import wavetank as wt\n{cell}")
    run("%%flow --quiet\nid: one\nnamespace: company.team\ntasks: [{id: a, type: wavetank.Call, function: work}]")
    printed = run("%flow export one", ok=False).printed
    assert said in printed.replace("\n", " ")
    assert "flow company.team.one, task a" in printed
    assert "Traceback" not in printed


def test_a_parameter_that_no_script_can_give_is_refused(run):
    run("import wavetank as wt\nfrom typing import Literal\n@wt.task\ndef work(x: Literal['a']): return x")
    task = "{id: a, type: wavetank.Call, function: work, arguments: {x: a}}"
    run(f"%%flow --quiet\nid: one\nnamespace: company.team\ntasks: [{task}]")
    assert "argument `x` is annotated with" in run("%flow export one", ok=False).printed


def test_outputs_that_are_read_as_a_whole_are_refused(run):
    run("import wavetank as wt\n@wt.task\ndef work(): return 1")
    run(
        "%%flow --quiet\nid: one\nnamespace: company.team\ntasks:\n  - {id: a, type: wavetank.Call, function: work}\n"
        "  - {id: b, type: io.kestra.plugin.core.log.Log, message: '{{ outputs.a }}'}"
    )
    assert "The expression outputs.a reads" in run("%flow export one", ok=False).printed


SUB = """\
id: parent
namespace: company.team
tasks:
  - {id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: company.team, flowId: hello}
"""


def test_a_bundle_holds_the_flows_that_it_starts_and_their_files(run, hello, engine, tmp_path):
    run(f"%%flow --quiet\n{hello}")
    run(f"%%flow --quiet\n{SUB}")
    engine.files("company.team").put("scripts/a.py", "print(1)")
    assert "Written: bundle.zip" in run("%flow export parent bundle.zip").printed
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        assert sorted(bundle.namelist()) == [
            "files/company.team/scripts/a.py",
            "flows/company.team.hello.yaml",
            "flows/company.team.parent.yaml",
        ]
    run("%flow export parent folder")
    assert (tmp_path / "folder/flows/company.team.hello.yaml").read_text().rstrip() == hello.rstrip()
    run("%flow export parent flow.yaml")
    assert (tmp_path / "flow.yaml").read_text().rstrip() == SUB.rstrip()


def test_a_flow_without_calls_is_the_text_that_was_deployed(run, hello):
    run(f"%%flow --quiet\n{hello}")
    exported = run("%flow export hello").value
    assert str(exported).rstrip() == hello.rstrip()
    assert exported.notes == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{ outputs.a.value }}", "{{ outputs.a.vars.value }}"),
        ("{{ outputs['a']['value'] ~ outputs.b.value }}", "{{ outputs['a'].vars.value ~ outputs.b.value }}"),
        (
            "{% if outputs.a.value %}outputs.a.value{% endif %}",
            "{% if outputs.a.vars.value %}outputs.a.value{% endif %}",
        ),
        ("{{ outputs.ab.value }}", "{{ outputs.ab.value }}"),
    ],
)
def test_expressions_follow_and_plain_text_stays(before, after):
    assert with_outputs(before, "a", {"value": "vars.value"}) == after


def test_a_task_in_braces_inside_of_a_list_in_braces_stays_on_its_line():
    text = "id: f\ntasks: [{id: a, type: X, function: g}, {id: b, type: Y}]\n"
    assert yaml.safe_load(with_properties(text, "a", ("type", "function"), {"type": "Z", "script": "x\ny"})) == {
        "id": "f",
        "tasks": [{"id": "a", "type": "Z", "script": "x\ny"}, {"id": "b", "type": "Y"}],
    }
