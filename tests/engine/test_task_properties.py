"""Properties that every task has: its cache, its log, its timeout."""

from __future__ import annotations

import pytest
import yaml

import wavetank as wt

CORE = "io.kestra.plugin.core."
NAMESPACE = "company.team"


@pytest.fixture
def run(clocked):
    def run(*tasks, **inputs):
        declared = [{"id": name, "type": "STRING"} for name in inputs]
        written = {"id": "flow", "namespace": NAMESPACE, "tasks": list(tasks), "inputs": declared}
        clocked.deploy(yaml.safe_dump(written))
        return clocked.run(f"{NAMESPACE}.flow", inputs)

    return run


def count(**properties):
    """A task that does other than before each time: it writes a new file."""
    cache = {"enabled": True, **properties.pop("cache", {})}
    return {"id": "task", "type": f"{CORE}storage.Write", "content": "x", "taskCache": cache, **properties}


class TestCache:
    def test_what_a_task_left_stands_for_it_without_an_attempt(self, run):
        first, second = run(count()), run(count())
        assert (first.state, second.state) == ("SUCCESS", "SUCCESS")
        assert first["task"]["uri"] == second["task"]["uri"]
        assert [len(one.task_runs[0].attempts) for one in (first, second)] == [1, 0]

    def test_a_task_that_is_rendered_otherwise_runs(self, run):
        task = count(content="{{ inputs.text }}")
        first, other, again = run(task, text="a"), run(task, text="b"), run(task, text="a")
        assert first["task"] != other["task"]
        assert again["task"] == first["task"]

    def test_each_value_of_a_loop_has_a_result_of_its_own(self, run):
        loop = {"id": "loop", "type": f"{CORE}flow.ForEach", "values": ["x", "y"], "tasks": [count()]}
        first, second = run(loop), run(loop)
        assert first["task"]["x"]["uri"] != first["task"]["y"]["uri"]
        assert first["task"]["x"]["uri"] == second["task"]["x"]["uri"]

    def test_a_result_expires(self, run, clock):
        first = run(count(cache={"ttl": "PT1H"}))
        clock.advance(3599)
        assert run(count(cache={"ttl": "PT1H"}))["task"] == first["task"]
        clock.advance(2)
        assert run(count(cache={"ttl": "PT1H"}))["task"] != first["task"]

    def test_only_success_is_kept(self, run):
        task = {"id": "task", "type": f"{CORE}execution.Fail", "taskCache": {"enabled": True}, "allowFailure": True}
        assert [len(run(task).task_runs[0].attempts) for _ in range(2)] == [1, 1]

    def test_it_is_off_in_a_working_directory_and_where_it_is_not_enabled(self, run):
        block = {"id": "block", "type": f"{CORE}flow.WorkingDirectory", "tasks": [count()]}
        assert run(block)["task"] != run(block)["task"]
        off = count(cache={"enabled": False})
        assert run(off)["task"] != run(off)["task"]

    def test_run_if_is_asked_before(self, run):
        run(count())
        assert run(count(runIf="{{ false }}")).task_runs[0].state == "SKIPPED"

    def test_a_task_without_a_key_runs_and_says_why(self, run):
        task = {"id": "task", "type": f"{CORE}output.OutputValues", "values": {"a": "{{ nowhere }}"}}
        execution = run({**task, "taskCache": {"enabled": True}})
        assert execution.state == "FAILED"
        assert any("Nothing is taken from the task cache" in entry.message for entry in execution.logs)

    def test_a_cache_that_cannot_be_reached_keeps_no_task_from_its_work(self, clocked, run, monkeypatch):
        def refuse(uri, *content):
            if "/cache/" in uri:
                raise wt.StorageError("The disk is gone.")
            return given[len(content)](uri, *content)

        storage = clocked.runtime.surroundings.storage
        given = {0: storage.exists, 1: storage.put}
        monkeypatch.setattr(storage, "exists", refuse)
        monkeypatch.setattr(storage, "put", refuse)
        execution = run(count())
        assert execution.state == "SUCCESS"
        assert [entry.message for entry in execution.logs] == [
            "Nothing is taken from the task cache: The disk is gone.",
            "Nothing is kept in the task cache: The disk is gone.",
        ]


class TestLogToFile:
    def test_a_log_whose_file_cannot_be_written_is_that_of_the_execution(self, clocked, run, monkeypatch):
        def refuse(uri, content):
            raise wt.StorageError("The disk is full.")

        monkeypatch.setattr(clocked.runtime.surroundings.storage, "put", refuse)
        execution = run({"id": "task", "type": f"{CORE}log.Log", "message": "one", "logToFile": True})
        assert execution.state == "SUCCESS"
        assert [entry.message for entry in execution.logs] == [
            "one",
            "The log cannot be kept in a file: The disk is full.",
        ]

    def test_the_log_of_each_attempt_is_a_file(self, clocked, run):
        log = {"id": "task", "type": f"{CORE}log.Log", "message": ["one", "two"], "logToFile": True}
        execution = run(log)
        assert list(execution.logs) == []
        lines = clocked.storage.read(execution.task_runs[0].attempts[0].log_file).decode().splitlines()
        assert [line.split(" ", 1)[1] for line in lines] == ["INFO one", "INFO two"]

    def test_what_failed_is_told_there_too(self, clocked, clock):
        again = {"type": "constant", "interval": "PT0.001S", "maxAttempt": 2}
        clocked.deploy(
            yaml.safe_dump(
                {
                    "id": "flow",
                    "namespace": NAMESPACE,
                    "tasks": [
                        {
                            "id": "task",
                            "type": f"{CORE}execution.Fail",
                            "errorMessage": "bad",
                            "logToFile": True,
                            "retry": again,
                        }
                    ],
                }
            )
        )
        execution = clocked.run(f"{NAMESPACE}.flow", wait=False)
        clocked.settle()
        clock.advance(1)
        attempts = execution.wait(10).task_runs[0].attempts
        texts = [clocked.storage.read(attempt.log_file).decode() for attempt in attempts]
        assert len(texts) == 2
        assert all("ERROR bad" in text for text in texts)

    def test_a_task_that_logs_nothing_has_no_file(self, run):
        execution = run({"id": "task", "type": f"{CORE}debug.Return", "format": "x", "logToFile": True})
        assert execution.task_runs[0].attempts[0].log_file is None

    def test_levels_below_the_task_s_are_left_out(self, run):
        log = {"id": "task", "type": f"{CORE}log.Log", "message": "x", "level": "DEBUG", "logLevel": "INFO"}
        assert run({**log, "logToFile": True}).task_runs[0].attempts[0].log_file is None


def test_a_long_message_becomes_several_entries(run):
    execution = run({"id": "task", "type": f"{CORE}log.Log", "message": "x" * 25_000})
    assert [len(entry.message) for entry in execution.logs] == [10_240, 10_240, 4_520]


def test_a_timeout_tells_where_the_task_stood_at_the_lowest_level():
    with wt.Engine() as engine:
        sleep = {"id": "task", "type": f"{CORE}flow.Sleep", "duration": "PT100S", "timeout": "PT0.001S"}
        engine.deploy(yaml.safe_dump({"id": "flow", "namespace": NAMESPACE, "tasks": [sleep]}))
        entries = [entry for entry in engine.run(f"{NAMESPACE}.flow").logs if "Timeout" in entry.message]
        assert [entry.level for entry in entries] == ["ERROR", "TRACE"]
        assert entries[0].message == "Timeout after 00:00:00.001"


def test_dates_of_executions_are_cut_to_milliseconds(run, clock):
    clock.advance(0.123789)
    execution = run({"id": "task", "type": f"{CORE}debug.Return", "format": "{{ execution.startDate }}"})
    assert execution["task"]["value"] == "2024-06-15T10:30:15.123Z"


@pytest.mark.parametrize("blank", ["{{ inputs.text }}", "{{ null }}", ""])
def test_a_number_or_duration_that_renders_to_nothing_is_left_out(run, blank):
    task = {"id": "task", "type": f"{CORE}kv.Set", "key": "k", "value": "v", "ttl": blank, "timeout": blank}
    assert run({**task, "overwrite": blank}, text=" ").state == "SUCCESS"


def test_a_pause_whose_duration_renders_to_nothing_waits_for_somebody(clocked):
    pause = {"id": "pause", "type": f"{CORE}flow.Pause", "pauseDuration": "{{ null }}"}
    clocked.deploy(yaml.safe_dump({"id": "flow", "namespace": NAMESPACE, "tasks": [pause]}))
    waiting = clocked.run(f"{NAMESPACE}.flow", wait=False)
    clocked.settle()
    assert clocked.execution(waiting.id).state == "PAUSED"


def test_what_has_to_be_given_and_renders_to_nothing_fails_with_the_expression(run):
    ended = run({"id": "task", "type": f"{CORE}flow.Sleep", "duration": "{{ null }}"})
    assert ended.error.endswith("`{{ null }}` is blank, and a value is needed")


class TestRunIf:
    def test_it_is_asked_again_when_the_task_is_restarted_and_sees_the_attempts_before(self, clocked, run):
        once = {"id": "once", "type": f"{CORE}execution.Fail", "runIf": "{{ taskrun.attemptsCount == 0 }}"}
        then = {"id": "then", "type": f"{CORE}log.Log", "message": "on"}
        failed = run(once, then)
        assert failed.state == "FAILED"
        ended = clocked.restart(failed.id).wait(10)
        assert [(each.task_id, each.state, len(each.attempts)) for each in ended.task_runs] == [
            ("once", "SKIPPED", 1),
            ("then", "SUCCESS", 1),
        ]

    def test_it_is_asked_again_before_another_attempt(self, clock, clocked, run):
        retry = {"type": "constant", "interval": "PT1S", "maxAttempt": 5}
        task = {"id": "task", "type": f"{CORE}execution.Fail", "retry": retry}
        waits = {"id": "block", "type": f"{CORE}flow.Sequential", "tasks": [task]}
        task["runIf"] = "{{ taskrun.attemptsCount < 2 }}"
        clocked.deploy(yaml.safe_dump({"id": "flow", "namespace": NAMESPACE, "tasks": [waits]}))
        begun = clocked.run(f"{NAMESPACE}.flow", wait=False)
        clocked.settle()
        clock.advance(10)
        clocked.settle()
        ended = clocked.execution(begun.id)
        assert ended.state == "SUCCESS"
        assert [(each.state, len(each.attempts)) for each in ended.task_runs] == [("SUCCESS", 0), ("SKIPPED", 2)]
