"""Runs that go up to a task, with what did not change taken over and what is given put in its place."""

from __future__ import annotations

import pandas as pd
import pytest

import wavetank as wt
from wavetank.model.state import State
from wavetank.plugins.call import cell_function

KEY = "company.team.steps"
STEPS = """\
id: steps
namespace: company.team
inputs:
  - {id: n, type: INT, defaults: 1}
  - {id: other, type: INT, defaults: 1}
tasks:
  - id: extract
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.n }} {{ execution.id }}"
  - id: alone
    type: io.kestra.plugin.core.debug.Return
    format: "alone {{ execution.id }}"
  - id: transform
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.extract.value }} more"
  - id: load
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.transform.value }} {{ inputs.other }}"
  - id: report
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.load.value }}"
finally:
  - id: tidy
    type: io.kestra.plugin.core.log.Log
    message: tidied
afterExecution:
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: told
outputs:
  - id: loaded
    type: STRING
    value: "{{ outputs.report.nothing }}"
"""
BLOCKS = """\
id: blocks
namespace: company.team
tasks:
  - id: before
    type: io.kestra.plugin.core.debug.Return
    format: before
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["a", "b"]
    tasks:
      - {id: first, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }}"}
      - id: both
        type: io.kestra.plugin.core.flow.Parallel
        tasks:
          - {id: left, type: io.kestra.plugin.core.debug.Return, format: left}
          - {id: right, type: io.kestra.plugin.core.debug.Return, format: right}
      - {id: last, type: io.kestra.plugin.core.debug.Return, format: last}
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task: {id: c, type: io.kestra.plugin.core.debug.Return, format: c}
        dependsOn: [b]
      - task: {id: d, type: io.kestra.plugin.core.debug.Return, format: d}
      - task: {id: b, type: io.kestra.plugin.core.debug.Return, format: b}
        dependsOn: [a]
      - task: {id: a, type: io.kestra.plugin.core.debug.Return, format: a}
errors:
  - {id: sorry, type: io.kestra.plugin.core.log.Log, message: sorry}
"""


@pytest.fixture(autouse=True)
def own_functions(monkeypatch):
    monkeypatch.setattr(cell_function, "_known", {})


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        engine.deploy(STEPS)
        engine.deploy(BLOCKS)
        yield engine


def ran(execution):
    """The tasks that were reached, in order, and whether each did any work."""
    return [(run.task_id, bool(run.attempts)) for run in execution.task_runs]


def reached(execution):
    return [run.task_id for run in execution.task_runs]


def test_an_execution_runs_up_to_a_task_and_tidies_nothing_up(engine):
    execution = engine.run(KEY, to="transform")
    assert execution.state is State.SUCCESS
    assert ran(execution) == [("extract", True), ("alone", True), ("transform", True)]
    assert execution.outputs == {}


def test_what_did_not_change_is_taken_over_and_the_last_task_always_runs(engine):
    first = engine.run(KEY, to="transform")
    second = engine.run(KEY, to="load")
    assert ran(second) == [("extract", False), ("alone", False), ("transform", False), ("load", True)]
    assert second["extract"] == first["extract"]
    assert second["load"]["value"] == f"1 {first.id} more 1"
    assert any(entry.task_id == "extract" and "has changed" in entry.message for entry in second.logs)
    third = engine.run(KEY, to="load")
    assert ran(third) == ran(second)
    assert third["load"] == second["load"]


def test_inputs_that_a_task_does_not_read_do_not_count(engine):
    engine.run(KEY, to="load")
    assert ran(engine.run(KEY, {"other": 2}, to="load")) == [
        ("extract", False),
        ("alone", False),
        ("transform", False),
        ("load", True),
    ]


def test_what_changed_runs_again_with_all_that_reads_it(engine):
    engine.run(KEY, to="report")
    assert [name for name, worked in ran(engine.run(KEY, {"n": 2}, to="report")) if worked] == [
        "extract",
        "transform",
        "load",
        "report",
    ]
    engine.deploy(STEPS.replace(" more", " much more"))
    again = engine.run(KEY, to="report")
    assert [name for name, worked in ran(again) if worked] == ["transform", "load", "report"]


def test_outputs_of_different_executions_never_mix(engine):
    """`load` was only run on the first `extract`; a second one must not be seen beside its outputs."""
    first = engine.run(KEY, to="load")
    second = engine.run(KEY, to="extract", reuse=False)
    execution = engine.run(KEY, to="report")
    assert second["extract"] != first["extract"]
    assert execution["extract"] == second["extract"]
    assert [name for name, worked in ran(execution) if worked] == ["transform", "load", "report"]
    assert execution["load"]["value"].startswith(f"1 {second.id}")


def test_a_task_that_failed_is_not_taken_over(engine):
    text = STEPS.replace("more", "{{ 1 / inputs.n }}")
    engine.deploy(text)
    assert engine.run(KEY, {"n": 0}, to="load").state is State.FAILED
    assert dict(ran(engine.run(KEY, {"n": 0}, to="load"))) == {"extract": False, "alone": False, "transform": True}


def test_reuse_can_be_declined(engine):
    engine.run(KEY, to="load")
    assert all(worked for _, worked in ran(engine.run(KEY, to="load", reuse=False)))


def test_a_whole_run_takes_nothing_over(engine):
    engine.run(KEY, to="load")
    assert all(worked for _, worked in ran(engine.run(KEY)))


def test_a_given_value_stands_in_the_place_of_a_task(engine):
    execution = engine.run(KEY, to="load", given={"extract": "by hand"})
    assert dict(ran(execution)) == {"extract": False, "alone": True, "transform": True, "load": True}
    assert execution["load"]["value"] == "by hand more 1"
    whole = engine.run(KEY, given={"transform": {"value": "outputs", "count": 2}})
    assert whole["transform"] == {"value": "outputs", "count": 2}
    assert reached(whole)[-2:] == ["tidy", "tell"]


def test_what_was_given_is_not_taken_over_by_others(engine):
    engine.run(KEY, to="load", given={"extract": "by hand"})
    assert dict(ran(engine.run(KEY, to="load"))) == {"extract": True, "alone": False, "transform": True, "load": True}


def test_the_same_given_value_lets_what_reads_it_be_taken_over(engine):
    engine.run(KEY, to="load", given={"extract": "by hand"})
    again = engine.run(KEY, to="load", given={"extract": "by hand"})
    assert [name for name, worked in ran(again) if worked] == ["load"]
    other = engine.run(KEY, to="load", given={"extract": "another"})
    assert [name for name, worked in ran(other) if worked] == ["transform", "load"]


def test_a_block_may_be_given_and_its_tasks_in_loops_too(engine):
    execution = engine.run("company.team.blocks", given={"graph": {"done": True}, "first": {"value": "x"}, "both": {}})
    assert execution.state is State.SUCCESS
    assert reached(execution) == ["before", "each", "first", "both", "last", "first", "both", "last", "graph"]
    assert execution["first"] == {"a": {"value": "x"}, "b": {"value": "x"}}
    assert execution["graph"] == {"done": True}


@pytest.mark.parametrize(
    ("to", "tasks"),
    [
        ("left", ["before", "each", "first", "both", "left", "first", "both", "left"]),
        ("both", ["before", "each", "first", "both", "left", "right", "first", "both", "left", "right"]),
        ("first", ["before", "each", "first", "first"]),
        ("b", ["before", "each", *(2 * ["first", "both", "left", "right", "last"]), "graph", "a", "b"]),
    ],
)
def test_inside_of_blocks_only_what_leads_to_the_task_runs(engine, to, tasks):
    assert sorted(reached(engine.run("company.team.blocks", to=to))) == sorted(tasks)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"to": "lod"}, "no task 'lod'. It has: extract, alone"),
        ({"to": "tidy"}, "cannot run up to a task of `errors`, `finally`"),
        ({"given": {"extrakt": 1}}, "no task 'extrakt'"),
    ],
)
def test_what_is_no_task_is_refused_and_nothing_is_created(engine, arguments, said):
    with pytest.raises(wt.NotFoundError, match=said):
        engine.run(KEY, **arguments)
    assert len(engine.executions()) == 0


def test_what_no_task_could_leave_is_refused(engine):
    with pytest.raises(wt.InputError, match="extract"):
        engine.run(KEY, given={"extract": object()})
    assert len(engine.executions()) == 0


def test_a_partial_execution_goes_on_after_a_restart_as_it_began(tmp_path):
    text = STEPS.replace("debug.Return\n    format: alone", "flow.Pause\n    description: alone").replace(
        'io.kestra.plugin.core.debug.Return\n    format: "alone {{ execution.id }}"', "io.kestra.plugin.core.flow.Pause"
    )
    with wt.Engine(home=tmp_path) as engine:
        engine.deploy(text)
        begun = engine.run(KEY, to="transform", given={"extract": "by hand"}, wait=False)
        engine.settle()
    with wt.Engine(home=tmp_path) as engine:
        execution = engine.resume(begun.id).wait(10)
        assert reached(execution) == ["extract", "alone", "transform"]
        assert execution["transform"]["value"] == "by hand more"


FUNCTIONS = """\
id: functions
namespace: company.team
tasks:
  - {id: extract, type: wavetank.Call, function: extract}
  - {id: load, type: wavetank.Call, function: load, arguments: {orders: "{{ outputs.extract.value }}"}}
"""


def test_a_frame_of_the_notebook_stands_for_the_task_that_would_read_it(engine):
    engine.deploy(FUNCTIONS)
    sample = pd.DataFrame({"a": [1, 2, 3]})
    wt.task(name="load")(lambda orders: int(orders["a"].sum()))
    execution = engine.run("company.team.functions", to="load", given={"extract": sample})
    assert execution["load"]["value"] == 6
    pd.testing.assert_frame_equal(execution["extract"].df(), sample)


def test_a_given_frame_has_the_name_under_which_it_is_read(engine):
    engine.deploy(
        """\
id: rows
namespace: company.team
tasks:
  - {id: query, type: io.kestra.plugin.core.debug.Return, format: nothing}
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.query.rows[0].a }} {{ outputs.query['uri'] }}"
"""
    )
    execution = engine.run("company.team.rows", given={"query": pd.DataFrame({"a": [7]})})
    assert execution["first"]["value"].startswith("7 kestra:///")
    assert set(execution["query"]) == {"rows", "uri"}


def test_a_function_that_changed_is_called_again_and_one_that_only_ran_again_is_not(engine):
    engine.deploy(FUNCTIONS)
    calls = []

    def define(factor):
        def extract():
            calls.append("extract")
            return factor

        wt.task(extract)

    wt.task(name="load")(lambda orders: orders)
    define(1)
    engine.run("company.team.functions", to="load")
    define(1)
    engine.run("company.team.functions", to="load")
    assert calls == ["extract"]
    define(2)
    assert engine.run("company.team.functions", to="load")["load"]["value"] == 2
    assert calls == ["extract", "extract"]
