from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

import wavetank as wt

CORE = "io.kestra.plugin.core."


def shell(task_id, *commands, **properties):
    runner = {"type": f"{CORE}runner.Process"}
    shell = {"type": "io.kestra.plugin.scripts.shell.Commands", "taskRunner": runner, "commands": list(commands)}
    return {"id": task_id, **shell, **properties}


def block(*tasks, **properties):
    return {"id": "block", "type": f"{CORE}flow.WorkingDirectory", "tasks": list(tasks), **properties}


def document(*tasks, **properties):
    return yaml.safe_dump({"id": "flow", "namespace": "company.team", "tasks": list(tasks), **properties})


def messages(execution, task_id):
    return [entry.message for entry in execution.logs if entry.task_id == task_id]


def test_tasks_work_in_one_folder_which_is_gone_in_the_end(run_flow, tmp_path):
    execution = run_flow(
        block(
            shell("a", "echo one > a.txt; pwd"),
            shell("b", "cat a.txt; echo '{{ outputs.a.exitCode }}'; pwd"),
        ),
        shell("c", "pwd; ls"),
    )
    assert execution.state == "SUCCESS"
    folder = messages(execution, "a")[0]
    assert messages(execution, "b") == ["one", "0", folder]
    assert messages(execution, "c") != [folder]
    assert len(messages(execution, "c")) == 1
    assert not (tmp_path / folder).exists()


def test_input_files_win_over_namespace_files_and_output_files_are_kept(engine, run_flow, text_of):
    files = engine.files("company.team")
    files.put("data/a.txt", b"of the namespace")
    files.put("data/b.txt", b"b")
    execution = run_flow(
        block(
            shell("a", "cat data/a.txt; ls data; cat data/a.txt > out.txt"),
            namespaceFiles={"include": ["data/**"]},
            inputFiles={"data/a.txt": "given\n"},
            outputFiles=["*.txt"],
        )
    )
    assert messages(execution, "a") == ["given", "a.txt", "b.txt"]
    assert {path: text_of(uri) for path, uri in execution["block"]["outputFiles"].items()} == {"out.txt": "given\n"}


def test_files_of_several_namespaces_may_be_refused_where_one_is_there(engine, run_flow):
    for namespace in ("company.team", "company.other"):
        engine.files(namespace).put("a.txt", namespace.encode())
    wanted = {"namespaces": ["company.team", "company.other"], "ifExists": "FAIL"}
    execution = run_flow(block(shell("a", "cat a.txt"), namespaceFiles=wanted))
    assert execution.state == "FAILED"
    assert [run.task_id for run in execution.task_runs] == ["block"]
    assert "a.txt is in the working directory already" in execution.error
    execution = run_flow(block(shell("a", "cat a.txt"), namespaceFiles={**wanted, "ifExists": "IGNORE"}))
    assert messages(execution, "a") == ["company.team"]


def test_output_files_are_kept_also_when_a_task_failed(run_flow, text_of):
    execution = run_flow(block(shell("a", "echo x > out.txt; exit 3"), shell("b", "true"), outputFiles=["out.txt"]))
    assert execution.state == "FAILED"
    assert [run.task_id for run in execution.task_runs] == ["block", "a"]
    assert text_of(execution["block"]["outputFiles"]["out.txt"]) == "x\n"
    assert execution.error == "Task a failed: The commands ended with exit code 3."


def test_errors_run_outside_of_the_folder(run_flow):
    execution = run_flow(block(shell("a", "touch x; exit 1"), errors=[shell("tell", "ls")]))
    assert messages(execution, "tell") == []
    assert [run.state for run in execution.task_runs] == ["FAILED", "FAILED", "SUCCESS"]


def test_run_if_retry_and_disabled_hold_for_tasks_inside(run_flow):
    again = {"type": "constant", "interval": "PT0.01S", "maxAttempt": 3}
    execution = run_flow(
        block(
            shell("left_out", "true", runIf="{{ false }}"),
            shell("off", "true", disabled=True),
            shell("twice", "test -e mark || { touch mark; exit 1; }", retry=again),
        )
    )
    assert execution.state == "SUCCESS"
    runs = {run.task_id: run for run in execution.task_runs}
    assert runs["left_out"].state == "SKIPPED"
    assert "off" not in runs
    assert [attempt.state for attempt in runs["twice"].attempts] == ["FAILED", "SUCCESS"]


def test_a_block_that_is_left_out_makes_nothing(run_flow):
    execution = run_flow(block(shell("a", "true"), runIf="{{ false }}"))
    assert [(run.task_id, run.state) for run in execution.task_runs] == [("block", "SKIPPED")]


def test_only_tasks_that_do_work_may_stand_inside():
    inner = {"id": "inner", "type": f"{CORE}flow.Sequential", "tasks": [shell("a", "true")]}
    for other in (inner, {"id": "inner", "type": f"{CORE}flow.Subflow", "namespace": "n", "flowId": "f"}):
        found = wt.check(document(block(shell("b", "true"), other)))
        assert [each.message for each in found if "runnable" in each.message.lower()]


def test_a_restart_begins_the_whole_block_anew(engine, tmp_path):
    mark = tmp_path / "mark"
    engine.deploy(document(block(shell("a", "echo a"), shell("b", f"test -e {mark}"))))
    failed = engine.run("company.team.flow")
    mark.touch()
    engine.restart(failed.id)
    execution = engine.execution(failed.id).wait(10)
    assert execution.state == "SUCCESS"
    assert messages(execution, "a") == ["a", "a"]
    assert [run.task_id for run in execution.task_runs] == ["block", "a", "b"]
    assert "RESTARTED" in [change.state for change in execution.task_runs[0].history]


def test_a_block_whose_process_ended_begins_anew(tmp_path):
    clock = wt.lab.VirtualClock(datetime(2025, 1, 1, tzinfo=UTC))
    sleep = {"id": "sleep", "type": f"{CORE}flow.Sleep", "duration": "PT1H"}
    with wt.Engine(home=tmp_path / "home", clock=clock) as engine:
        engine.deploy(document(block(shell("a", "ls; touch x"), sleep)))
        execution_id = engine.run("company.team.flow", wait=False).id
        engine.settle(10)
        assert [run.task_id for run in engine.execution(execution_id).task_runs] == ["block", "a", "sleep"]
    with wt.Engine(home=tmp_path / "home", clock=clock) as engine:
        engine.settle(10)
        clock.advance(3600)
        execution = engine.execution(execution_id).wait(10)
        assert execution.state == "SUCCESS"
        assert messages(execution, "a") == []
        assert [run.task_id for run in execution.task_runs] == ["block", "a", "sleep"]
        assert [attempt.cut for attempt in execution.task_runs[0].attempts] == [True]


def test_a_killed_block_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    clock = wt.lab.VirtualClock(datetime(2025, 1, 1, tzinfo=UTC))
    sleep = {"id": "sleep", "type": f"{CORE}flow.Sleep", "duration": "PT1H"}
    with wt.Engine(clock=clock) as engine:
        engine.deploy(document(block(sleep)))
        execution = engine.run("company.team.flow", wait=False)
        engine.settle(10)
        assert len(list(tmp_path.glob("wavetank-*"))) == 1
        engine.kill(execution.id)
        engine.settle(10)
        assert execution.wait(10).state == "KILLED"
        assert list(tmp_path.glob("wavetank-*")) == []


class TestCache:
    @pytest.fixture
    def clock(self):
        return wt.lab.VirtualClock(datetime(2025, 1, 1, tzinfo=UTC))

    @pytest.fixture
    def engine(self, clock):
        with wt.Engine(clock=clock) as engine:
            yield engine

    def run(self, engine, *commands, **cache):
        cache = {"patterns": ["kept/**"], **cache}
        engine.deploy(document(block(shell("a", *commands), cache=cache)))
        return messages(engine.run("company.team.flow"), "a")

    def test_the_next_run_finds_the_files_and_their_rights(self, engine):
        assert self.run(engine, "mkdir kept; echo 'echo ran' > kept/run.sh; chmod +x kept/run.sh; touch other") == []
        assert self.run(engine, "./kept/run.sh; ls") == ["ran", "kept"]

    def test_it_is_written_anew_when_a_file_changed(self, engine):
        self.run(engine, "mkdir kept; echo 1 > kept/a")
        self.run(engine, "echo 2 > kept/a")
        assert self.run(engine, "cat kept/a") == ["2"]
        self.run(engine, "rm kept/a; echo 3 > kept/b")
        assert self.run(engine, "ls kept") == ["b"]

    def test_it_is_not_taken_when_it_has_expired(self, engine, clock):
        self.run(engine, "mkdir kept; echo 1 > kept/a", ttl="PT1H")
        clock.advance(timedelta(minutes=59).total_seconds())
        assert self.run(engine, "ls", ttl="PT1H") == ["kept"]
        clock.advance(timedelta(minutes=2).total_seconds())
        assert self.run(engine, "ls", ttl="PT1H") == []

    def test_each_value_of_a_loop_has_its_own(self, engine):
        inner = block(
            shell("a", "ls kept || true; mkdir -p kept; touch kept/{{ taskrun.value ?? parent.taskrun.value }}")
        )
        loop = {"id": "loop", "type": f"{CORE}flow.ForEach", "values": ["x", "y"], "tasks": [inner]}
        inner["cache"] = {"patterns": ["kept/**"]}
        engine.deploy(document(loop))
        engine.run("company.team.flow")
        assert [text for text in messages(engine.run("company.team.flow"), "a") if len(text) == 1] == ["x", "y"]
