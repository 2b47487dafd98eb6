"""Tasks run in flows of one task on a real engine in memory."""

from __future__ import annotations

import pytest
import yaml

import wavetank as wt

KEY = "I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK"
CORE = "io.kestra.plugin.core."
NAMESPACE = "company.team"


@pytest.fixture
def engine():
    with wt.Engine(config={"kestra.encryption.secret-key": KEY}) as engine:
        yield engine


@pytest.fixture
def run_flow(engine):
    """Runs tasks one after the other; `company.team.flow` is their flow."""

    def run(*tasks, flow_id="flow", **given):
        declared = [{"id": name, "type": "STRING"} for name in given]
        document = {"id": flow_id, "namespace": NAMESPACE, "inputs": declared, "tasks": list(tasks)}
        engine.deploy(yaml.safe_dump(document))
        return engine.run(f"{NAMESPACE}.{flow_id}", given)

    return run


@pytest.fixture
def run(run_flow):
    """Runs one task, `task`."""

    def run_task(kind, given=None, /, **properties):
        return run_flow({"id": "task", "type": CORE + kind, **properties}, **(given or {}))

    return run_task


@pytest.fixture
def outputs(run):
    """Returns the outputs of one task that succeeds."""

    def outputs_of(kind, given=None, /, **properties):
        execution = run(kind, given, **properties)
        assert execution.state == "SUCCESS", execution.error
        return execution.task_runs[0].outputs or {}

    return outputs_of


@pytest.fixture
def failure(run):
    """Returns the sentence with which one task fails."""

    def failure_of(kind, given=None, /, **properties):
        execution = run(kind, given, **properties)
        assert execution.state == "FAILED"
        return execution.task_runs[0].error

    return failure_of


@pytest.fixture
def stored(engine):
    """Puts a text into internal storage; returns its URI."""
    return lambda text, name="data.txt": engine.storage.put(f"kestra:///company/team/given/{name}", text)


@pytest.fixture
def text_of(engine):
    """Returns the text behind a URI."""
    return lambda uri: engine.storage.read(uri).decode()
