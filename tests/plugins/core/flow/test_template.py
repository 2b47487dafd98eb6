from __future__ import annotations

import pytest
import yaml

import wavetank as wt

CORE = "io.kestra.plugin.core."
ON = {"kestra.templates.enabled": True}


def template(text="{{ parent.outputs.args.name }}", **properties):
    tell = {"id": "tell", "type": f"{CORE}debug.Return", "format": text}
    return yaml.safe_dump({"id": "shared", "namespace": "company.team", "tasks": [tell], **properties})


def flow(template_id="shared"):
    use = {"id": "use", "type": f"{CORE}flow.Template", "namespace": "company.team", "templateId": template_id}
    use["args"] = {"name": "{{ flow.id }}"}
    return yaml.safe_dump({"id": "flow", "namespace": "company.team", "tasks": [use]})


@pytest.fixture
def engine():
    with wt.Engine(config=ON) as engine:
        yield engine


def test_a_flow_runs_the_tasks_of_a_template_with_its_arguments(engine):
    assert engine.deploy_template(template()) == "company.team.shared"
    engine.deploy(flow())
    execution = engine.run("company.team.flow")
    assert execution.state == "SUCCESS"
    assert [run.task_id for run in execution.task_runs] == ["use", "tell"]
    assert execution["use"]["args"] == {"name": "flow"}
    assert execution["tell"]["value"] == "flow"


def test_a_template_that_comes_later_or_changes_holds_from_the_next_execution_on(engine):
    engine.deploy(flow())
    execution = engine.run("company.team.flow")
    assert "There is no template company.team.shared" in execution.error
    assert [entry.level for entry in execution.logs] == ["ERROR"]
    for text in ("one", "two"):
        engine.deploy_template(template(text))
        assert engine.run("company.team.flow")["tell"]["value"] == text
    assert engine.flows["company.team.flow"].revision == 1


def test_a_home_keeps_its_templates(tmp_path):
    with wt.Engine(home=tmp_path / "home", config=ON) as engine:
        engine.deploy_template(template("kept"))
        engine.deploy(flow())
    with wt.Engine(home=tmp_path / "home", config=ON) as engine:
        assert engine.run("company.team.flow")["tell"]["value"] == "kept"


def test_templates_are_off_unless_they_are_asked_for():
    with wt.Engine() as engine:
        with pytest.raises(wt.StateError, match="Templates are off"):
            engine.deploy_template(template())
        with pytest.raises(wt.FlowError, match="Templates are off"):
            engine.deploy(flow())


def test_what_a_template_has_not_is_refused(engine):
    with pytest.raises(wt.InputError, match="A template has no `labels`"):
        engine.deploy_template(template(labels={"a": "b"}))
