"""With a stand-in for the program `docker`: no Docker engine can be started where these tests run."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

import wavetank as wt
from wavetank.model.state import State

FLOW = """
id: contained
namespace: company.team
tasks:
  - id: task
    type: io.kestra.plugin.scripts.shell.Commands
    {more}
"""


@pytest.fixture
def docker(tmp_path, monkeypatch):
    programs, place = tmp_path / "bin", tmp_path / "containers"
    programs.mkdir()
    place.mkdir()
    stand_in = Path(__file__).with_name("docker_stand_in.py").read_text()
    programs.joinpath("docker").write_text(f"#!{sys.executable}\n{stand_in}")
    programs.joinpath("docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("DOCKER_PLACE", str(place))
    monkeypatch.delenv("WAVETANK_DOCKER", raising=False)
    return place


def calls(place):
    return [json.loads(line) for line in place.joinpath("notes").read_text().splitlines()]


def until(condition, seconds=20):
    """Returns when a condition holds that nothing tells of."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


def run(more, **config):
    with wt.Engine(config=config) as engine:
        engine.deploy(FLOW.format(more=more.replace("\n", "\n    ")))
        execution = engine.run("company.team.contained")
        assert execution.task_runs
        return execution


def test_files_go_into_a_container_and_come_out_of_it(docker):
    execution = run('inputFiles: {in.txt: hello}\noutputFiles: [out.txt]\ncommands: ["tr a-z A-Z < in.txt > out.txt"]')
    assert execution.state is State.SUCCESS
    assert list(execution["task"]["outputFiles"]) == ["out.txt"]
    assert [call[0] for call in calls(docker)] == ["create", "cp", "start", "cp", "rm"]
    assert [entry.name for entry in docker.iterdir()] == ["notes"]


def test_a_container_has_the_image_and_the_options_that_are_written(docker):
    more = """containerImage: "debian:{{ 11 + 1 }}"
env: {SECRET: hidden, PATH: /usr/bin:/bin}
commands: ["test $SECRET = hidden"]
taskRunner:
  type: io.kestra.plugin.scripts.runner.docker.Docker
  pullPolicy: NEVER
  user: "{{ flow.id }}"
  memory: {memory: 512MB}
  networkMode: host"""
    assert run(more).state is State.SUCCESS
    created = calls(docker)[0]
    assert {"--pull=never", "--user=contained", "--memory=512m", "--network=host", "--entrypoint="} <= set(created)
    assert created[created.index("debian:12") :] == ["debian:12", "/bin/sh", "-c", "set -e\ntest $SECRET = hidden"]
    assert "--env=SECRET" in created, "what may be a secret stands in no list of processes"


def test_a_container_that_fails_leaves_its_files_and_is_removed(docker):
    execution = run('outputFiles: [out.txt]\ncommands: ["echo 1 > out.txt", "exit 7"]')
    assert execution.state is State.FAILED
    assert execution["task"]["exitCode"] == 7
    assert list(execution["task"]["outputFiles"]) == ["out.txt"]
    assert calls(docker)[-1][:2] == ["rm", "--force"]


def test_a_container_is_removed_when_its_execution_is_killed(docker):
    with wt.Engine() as engine:
        engine.deploy(FLOW.format(more='commands: ["echo ready", "sleep 100", "echo never"]'))
        execution = engine.run("company.team.contained", wait=False)
        until(lambda: any(entry.message == "ready" for entry in engine.execution(execution.id).logs))
        engine.kill(execution.id)
        assert execution.wait(20).state is State.KILLED
    assert [call[0] for call in calls(docker)] == ["create", "cp", "start", "rm"]
    assert [entry.name for entry in docker.iterdir()] == ["notes"]


def test_credentials_reach_docker_in_a_configuration_of_their_own(docker):
    more = """commands: [echo]
taskRunner:
  type: io.kestra.plugin.scripts.runner.docker.Docker
  credentials: {registry: example.com, username: me, password: word}"""
    assert run(more).state is State.SUCCESS
    assert all(call[0].startswith("--config=") for call in calls(docker))
    assert "word" not in docker.joinpath("notes").read_text()


def test_the_former_way_to_name_a_container_is_understood(docker):
    assert run("runner: DOCKER\ndocker: {image: alpine, pullPolicy: ALWAYS}\ncommands: [echo]").state is State.SUCCESS
    assert {"alpine", "--pull=always"} <= set(calls(docker)[0])


def test_without_an_engine_the_error_names_the_setting(docker, monkeypatch):
    monkeypatch.setenv("DOCKER_IS_DOWN", "yes")
    execution = run("commands: [echo]")
    assert execution.state is State.FAILED
    assert "No Docker engine answers" in execution.error
    assert "wavetank.docker" in execution.error
    assert "WAVETANK_DOCKER=process" in execution.error


def test_without_the_program_the_error_names_the_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    execution = run("commands: [echo]")
    assert "wavetank.docker" in execution.error


def test_with_the_setting_a_container_is_a_process_of_this_machine(docker):
    execution = run("commands: [echo hello]", **{"wavetank.docker": "process"})
    assert execution.state is State.SUCCESS
    assert not docker.joinpath("notes").exists()


def test_the_setting_can_stand_in_the_environment(docker, monkeypatch):
    monkeypatch.setenv("WAVETANK_DOCKER", "process")
    assert run("commands: [echo hello]").state is State.SUCCESS
    assert not docker.joinpath("notes").exists()


def test_the_setting_takes_two_words():
    with pytest.raises(wt.WavetankError, match="'maybe'"):
        wt.Engine(config={"wavetank.docker": "maybe"})
