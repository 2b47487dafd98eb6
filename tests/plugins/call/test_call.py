from __future__ import annotations

import dataclasses
import threading
from datetime import date, timedelta
from pathlib import Path

import anyio
import numpy as np
import pandas as pd
import pydantic
import pytest
import yaml

import wavetank as wt
from wavetank.plugins.call import cell_function, frames

KEY = "company.team.calls"
ORDERS = pd.DataFrame({"id": [1, 2], "day": pd.to_datetime(["2025-01-01", "2025-01-02"]), "note": ["a", None]})


@pytest.fixture(autouse=True)
def own_functions(monkeypatch):
    """Functions are known by the process; each test begins with none."""
    monkeypatch.setattr(cell_function, "_known", {})


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


def text_of(*tasks, **more):
    written = [{"id": name, "type": "wavetank.Call", "function": name, **rest} for name, rest in tasks]
    return yaml.safe_dump({"id": "calls", "namespace": "company.team", "tasks": written, **more}, sort_keys=False)


@pytest.fixture
def call(engine):
    """Runs functions one after another, each with its properties."""

    def run(*tasks, **more):
        engine.deploy(text_of(*tasks, **more))
        return engine.run(KEY)

    return run


def messages(execution, level=None):
    return [entry.message for entry in execution.logs if level in (None, entry.level)]


def test_arguments_are_rendered_and_converted_by_annotations(call):
    @wt.task
    def work(n: int, day: date, names: list[str], switch: bool, *, key: str = "", **rest: float):
        return {"all": repr((n, day, names, switch, key, rest))}

    arguments = {
        "n": "{{ 1 + 1 }}",
        "day": "2025-03-01",
        "names": '["a", "b"]',
        "switch": "{{ 1 == 1 }}",
        "key": 7,
        "x": "1.5",
    }
    execution = call(("work", {"arguments": arguments}))
    assert execution.state == "SUCCESS", execution.error
    assert execution["work"]["all"] == "(2, datetime.date(2025, 3, 1), ['a', 'b'], True, '7', {'x': 1.5})"


def test_annotations_may_be_models_and_dataclasses(call):
    @dataclasses.dataclass
    class Point:
        x: int
        y: int = 1

    class Order(pydantic.BaseModel):
        id: int
        at: date

    def work(point, order):
        return Point(point.x + 1, point.y), order

    work.__annotations__ = {"point": Point, "order": Order}
    wt.task(work)
    execution = call(("work", {"arguments": {"point": {"x": "1"}, "order": '{"id": "3", "at": "2025-01-01"}'}}))
    assert execution["work"]["value"] == [{"x": 2, "y": 1}, {"id": 3, "at": "2025-01-01"}]


@pytest.mark.parametrize(
    ("returned", "outputs"),
    [
        (None, {}),
        (5, {"value": 5}),
        ({"a": 1, "b": timedelta(seconds=1).total_seconds()}, {"a": 1, "b": 1.0}),
        (
            [date(2025, 1, 1), pd.Timestamp("2025-01-02", tz="UTC")],
            {"value": ["2025-01-01", "2025-01-02T00:00:00+00:00"]},
        ),
        (ORDERS["id"], {"value": [1, 2]}),
        ({"total": ORDERS["id"].sum(), "mean": ORDERS["id"].mean()}, {"total": 3, "mean": 1.5}),
    ],
)
def test_what_is_returned_becomes_the_outputs(call, returned, outputs):
    wt.task(name="work")(lambda: returned)
    execution = call(("work", {}))
    assert execution.state == "SUCCESS", execution.error
    assert (execution.task_runs[0].outputs or {}) == outputs


def test_a_frame_goes_to_the_next_function_by_reference(call):
    seen = []

    @wt.task
    def extract():
        return ORDERS

    @wt.task
    def load(orders, again: pd.DataFrame):
        seen.extend((orders, again))
        return {"rows": len(orders)}

    uri = "{{ outputs.extract.value }}"
    execution = call(("extract", {}), ("load", {"arguments": {"orders": uri, "again": uri}}))
    assert execution["load"]["rows"] == 2
    for frame in seen:
        assert np.shares_memory(frame["id"].to_numpy(), ORDERS["id"].to_numpy())


def test_a_function_that_changes_its_frame_changes_nobody_elses(call):
    @wt.task
    def extract():
        return ORDERS

    @wt.task
    def spoil(orders: pd.DataFrame):
        orders["id"] = 0
        orders.loc[0, "note"] = "spoilt"

    execution = call(("extract", {}), ("spoil", {"arguments": {"orders": "{{ outputs.extract.value }}"}}))
    assert execution.state == "SUCCESS", execution.error
    pd.testing.assert_frame_equal(execution["extract"].df(), ORDERS)
    assert list(ORDERS["id"]) == [1, 2]


def test_a_frame_is_kept_as_parquet_for_history_and_a_restarted_kernel(tmp_path):
    wt.task(name="extract")(lambda: {"orders": ORDERS, "n": 1})
    with wt.Engine(home=tmp_path) as engine:
        engine.deploy(text_of(("extract", {})))
        uri = engine.run(KEY)["extract"]["orders"]
        assert uri.endswith("/orders.df.parquet")
    with wt.Engine(home=tmp_path) as engine:
        pd.testing.assert_frame_equal(engine.executions()[0]["extract"].df("orders"), ORDERS)
        wt.task(name="load")(lambda orders: str(orders.dtypes["day"]))
        engine.deploy(text_of(("load", {"arguments": {"orders": uri}})))
        assert engine.run(KEY)["load"]["value"] == str(ORDERS.dtypes["day"])


@pytest.mark.parametrize(
    "frame", [pd.DataFrame({"a": [1, "x"]}), pd.DataFrame({"a": [1, 2]}).set_index(pd.Index([7, 8], name="key"))]
)
def test_what_is_no_parquet_is_kept_as_json_lines_and_says_so(call, frame, monkeypatch):
    def no_library(*_, **__):
        raise ImportError("no library")

    if frame["a"].dtype == int:
        monkeypatch.setattr(pd.DataFrame, "to_parquet", no_library)
    wt.task(name="extract")(lambda: frame)
    execution = call(("extract", {}))
    assert execution["extract"]["value"].endswith(".df.jsonl")
    assert any("JSON Lines" in message for message in messages(execution))
    rows = execution["extract"].df().to_dict("records")
    assert rows in ([{"a": 1}, {"a": "x"}], [{"key": 7, "a": 1}, {"key": 8, "a": 2}])


def test_files_go_in_and_out_as_paths(call, engine, tmp_path):
    uri = engine.storage.put("kestra:///company/team/given/in.txt", "hello")

    @wt.task
    def copy(source: Path):
        target = tmp_path / "copy.txt"
        target.write_text(source.read_text() + " again")
        return {"copied": target, "was": str(source)}

    execution = call(("copy", {"arguments": {"source": uri}}))
    assert engine.storage.read(execution["copy"]["copied"]) == b"hello again"
    assert not Path(execution["copy"]["was"]).exists(), "the folder of the call is gone"


def test_rows_of_other_tasks_become_a_frame_where_one_is_asked_for(call, engine):
    uri = engine.storage.put("kestra:///company/team/given/in.csv", "a,b\n1,x\n2,y\n")
    shapes = []

    @wt.task
    def load(csv: pd.DataFrame, rows: pd.DataFrame | None, text: pd.DataFrame, nothing: pd.DataFrame | None = None):
        shapes.extend([csv.shape, rows.shape, text.shape, nothing])

    arguments = {"csv": uri, "rows": [{"a": 1}], "text": '[{"a": 1}, {"a": 2}]', "nothing": None}
    assert call(("load", {"arguments": arguments})).state == "SUCCESS"
    assert shapes == [(2, 2), (1, 1), (2, 1), None]


def test_an_async_function_runs_on_the_loop_and_is_cancelled_by_its_timeout(call):
    threads, ended = [], []

    @wt.task
    async def wait(context: wt.CallContext):
        threads.append(threading.current_thread().name)
        try:
            await anyio.sleep(60)
        finally:
            ended.append(context.task_run_id)

    execution = call(("wait", {"timeout": "PT0.05S"}))
    assert execution.state == "FAILED"
    assert "Timeout" in execution.error
    assert "wavetank" in threads[0].lower()
    assert ended == [execution.task_runs[0].id]


def test_a_thread_is_told_that_it_is_out_of_time(call):
    told = threading.Event()

    @wt.task
    def wait(context: wt.CallContext):
        while not context.stopped:
            threading.Event().wait(0.005)
        told.set()

    assert "Timeout" in call(("wait", {"timeout": "PT0.05S"})).error
    assert told.wait(10)


def test_a_killed_execution_ends_at_once_and_the_thread_may_look(engine):
    begun, told = threading.Event(), threading.Event()

    @wt.task
    def wait(context: wt.CallContext):
        begun.set()
        while not context.stopped:
            threading.Event().wait(0.005)
        told.set()

    engine.deploy(text_of(("wait", {})))
    execution = engine.run(KEY, wait=False)
    assert begun.wait(10)
    assert engine.kill(execution.id).wait(10).state == "KILLED"
    assert told.wait(10)


def test_a_retry_calls_the_function_that_is_there_by_then(call):
    @wt.task
    def flaky():
        wt.task(name="flaky")(lambda: "mended")
        raise RuntimeError("not yet")

    execution = call(("flaky", {"retry": {"type": "constant", "interval": "PT0.01S", "maxAttempts": 3}}))
    assert execution["flaky"]["value"] == "mended"
    assert [attempt.state for attempt in execution.task_runs[0].attempts] == ["FAILED", "SUCCESS"]


def test_metrics_are_those_of_the_task_run(call):
    @wt.task
    def count(context: wt.CallContext):
        context.count("rows", 3, kind="new")
        context.gauge("level", 0.5)
        context.time("spent", 1.5)
        return context.variables["flow"]["id"]

    execution = call(("count", {}))
    assert [(metric.name, metric.type, metric.value) for metric in execution.metrics] == [
        ("rows", "counter", 3),
        ("level", "gauge", 0.5),
        ("spent", "timer", 1.5),
    ]
    assert execution["count"]["value"] == "calls"


def test_a_function_that_is_not_defined_is_doubted_at_deployment_and_fails_with_what_to_do(call):
    text = text_of(("nobody", {}))
    (doubt,) = wt.check(text)
    assert (doubt.code, doubt.severity, doubt.line, doubt.path) == ("WT-190", "warning", 6, "tasks[0].function")
    assert "@wt.task" in doubt.remedy
    execution = call(("nobody", {}))
    assert "No function `nobody` is defined. Run a cell with `@wt.task` above `def nobody(…):`." in execution.error


def test_arguments_that_the_function_does_not_take_are_doubted(call):
    @wt.task
    def work(n: int, context: wt.CallContext):
        return n

    assert wt.check(text_of(("work", {"arguments": {"n": 1}}))) == []
    (doubt,) = wt.check(text_of(("work", {"arguments": {"n": 1, "m": 2}})))
    assert "unexpected keyword argument 'm'" in doubt.message
    assert doubt.path == "tasks[0].arguments"
    assert "missing a required argument: 'n'" in wt.check(text_of(("work", {})))[0].message
    assert "missing a required argument" in call(("work", {})).error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            {"n": "many", "orders": []},
            "Argument `n` of function work(n: int, orders: pandas.DataFrame) is 'many', which is no int",
        ),
        ({"n": 1, "orders": 5}, "which is no table"),
    ],
)
def test_an_argument_that_cannot_be_converted_is_named(call, arguments, said):
    def work(n, orders):
        return n

    work.__annotations__ = {"n": int, "orders": pd.DataFrame}
    wt.task(work)
    assert said in call(("work", {"arguments": arguments})).error


def test_an_error_is_told_with_its_line_and_the_way_to_it_stands_in_the_log(call):
    def inner():
        return {}["missing"]

    @wt.task
    def work():
        return inner()

    execution = call(("work", {}))
    assert "KeyError: 'missing'." in execution.error
    assert "return inner()" in execution.error
    (traceback,) = messages(execution, "DEBUG")
    assert "in inner" in traceback
    assert "plugins/call/call.py" not in traceback


def test_the_marked_function_is_still_a_function():
    @wt.task
    def double(n: int) -> int:
        return 2 * n

    @wt.task(name="other")
    def third(n):
        return n / 3

    assert (double(2), third(3)) == (4, 1)
    assert cell_function.names() == ["double", "other"]
    with pytest.raises(wt.InputError, match="no function"):
        wt.task(5)


def test_frames_leave_memory_when_there_are_too_many(call, monkeypatch):
    monkeypatch.setattr(frames, "_MOST_BYTES", 2_000)
    wt.task(name="many")(lambda: {"a": pd.DataFrame({"x": range(200)}), "b": pd.DataFrame({"x": range(200)})})

    @wt.task
    def load(a, b):
        return [len(a), len(b)]

    arguments = {"a": "{{ outputs.many.a }}", "b": "{{ outputs.many.b }}"}
    assert call(("many", {}), ("load", {"arguments": arguments}))["load"]["value"] == [200, 200]
