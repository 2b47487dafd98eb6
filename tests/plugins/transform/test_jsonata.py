from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml

import wavetank as wt

JSONATA = "io.kestra.plugin.transform.jsonata."
ORDER = {
    "order_id": "ABC123",
    "first_name": "Ada",
    "items": [{"name": "Apple", "quantity": 5, "price": 0.5}, {"name": "Pear", "quantity": 2, "price": 0.25}],
}


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


@pytest.fixture
def run(engine):
    """Runs one task of these; returns the execution."""

    def run_task(kind, **properties):
        task = {"id": "task", "type": JSONATA + kind, **properties}
        engine.deploy(yaml.safe_dump({"id": "flow", "namespace": "company.team", "tasks": [task]}))
        return engine.run("company.team.flow")

    return run_task


@pytest.fixture
def value_of(run):
    """Returns what TransformValue makes of a value."""

    def value(source, expression, **properties):
        execution = run("TransformValue", **{"from": json.dumps(source), "expression": expression, **properties})
        assert execution.state == "SUCCESS", execution.error
        return (execution.task_runs[0].outputs or {}).get("value")

    return value


@pytest.fixture
def failure(run):
    def failure_of(source, expression, **properties):
        execution = run("TransformValue", **{"from": source, "expression": expression, **properties})
        assert execution.state == "FAILED"
        return execution.task_runs[0].error

    return failure_of


@pytest.fixture
def items(engine, run):
    """Returns the rows that TransformItems makes of the text of a file, and how many it says there are."""

    def items_of(text, expression, **properties):
        uri = engine.storage.put("kestra:///company/team/given/data.ion", text)
        execution = run("TransformItems", **{"from": uri, "expression": expression, **properties})
        assert execution.state == "SUCCESS", execution.error
        outputs = execution.task_runs[0].outputs
        return wt.ion.loads(engine.storage.read(outputs["uri"]).decode()), outputs["processedItemsTotal"]

    return items_of


def test_an_object_is_made_of_another(value_of):
    expression = '$.{"id": order_id, "name": first_name & "!", "total": $sum(items.(quantity * price))}'
    assert value_of(ORDER, expression) == {"id": "ABC123", "name": "Ada!", "total": 3}


def test_what_selects_several_values_gives_a_list(value_of):
    assert value_of(ORDER, "items.name") == ["Apple", "Pear"]


def test_what_selects_nothing_gives_no_output(value_of):
    assert value_of(ORDER, "nothing.here") is None


def test_expressions_of_the_flow_are_rendered_first(value_of):
    assert value_of("{{ flow.id }}", "$ & '-{{ flow.namespace }}'") == "flow-company.team"


def test_text_that_is_no_json_fails_with_the_place(failure):
    assert "`from` is no JSON: Expecting value: line 1 column 7" in failure('{"a": ]', "a")


def test_an_expression_that_cannot_be_read_fails_with_the_reason(failure):
    assert "`expression` is no JSONata: Expected ) before end of expression" in failure("{}", "a.(")


def test_an_expression_without_a_value_fails_with_the_reason(failure):
    assert "Attempted to invoke a non-function" in failure("{}", "$unknown(1)")


DEEP = "($f := function($n) { $n <= 0 ? 0 : 1 + $f($n - 1) }; $f(%d))"


def test_functions_that_call_each_other_too_deep_fail_their_task(failure):
    assert "too deep" in failure("{}", DEEP % 100_000)


def test_max_depth_is_honoured(failure, value_of):
    assert "Stack overflow" in failure("{}", DEEP % 20, maxDepth=20)
    assert value_of({}, DEEP % 20, maxDepth=500) == 20


def test_a_timeout_stops_an_endless_evaluation(failure):
    endless = "($f := function($n) { $f($n + 1) }; $f(0))"
    assert "timeout" in failure("{}", endless, timeout="PT0.2S").lower()


def test_a_function_is_no_value(failure):
    assert "JSON" in failure("{}", "function($x) { $x }")


def test_each_row_of_a_file_is_transformed(items):
    rows = wt.ion.dumps([{"k": "a", "n": 1}, {"k": "b", "n": 2}])
    assert items(rows, '{"key": k, "twice": n * 2}') == ([{"key": "a", "twice": 2}, {"key": "b", "twice": 4}], 2)


def test_a_list_becomes_a_row_for_each_element_unless_told_otherwise(items):
    text = json.dumps(ORDER)
    assert items(text, "items.name") == (["Apple", "Pear"], 2)
    assert items(text, "items.name", explodeArray=False) == ([["Apple", "Pear"]], 1)


def test_a_document_over_several_lines_is_one_value(items):
    assert items(json.dumps(ORDER, indent=2), "order_id") == (["ABC123"], 1)


def test_what_selects_nothing_is_a_row_with_null(items):
    assert items('{"a": 1}\n{"b": 2}\n', "a") == ([1, None], 2)


def test_a_file_that_is_neither_ion_nor_json_is_refused(engine, run):
    uri = engine.storage.put("kestra:///company/team/given/data.ion", '{"a": 1}\n{"a": ]\n')
    execution = run("TransformItems", **{"from": uri, "expression": "a"})
    assert "From line 2 on, the file is neither Ion nor JSON" in execution.task_runs[0].error


def test_without_the_library_a_flow_is_told_what_to_install():
    code = f"""
import sys
sys.modules["jsonata"] = None
import wavetank as wt
text = "id: flow\\nnamespace: n\\ntasks: [{{id: task, type: {JSONATA}TransformValue, from: a, expression: b}}]"
print(wt.check(text)[0].remedy)
"""
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    assert done.stdout == "Run: pip install 'wavetank[jsonata]'\n"
