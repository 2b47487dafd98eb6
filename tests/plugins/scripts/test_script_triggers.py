from __future__ import annotations

import pytest
import yaml

import wavetank as wt
from wavetank.errors import InputError

SCRIPTS = "io.kestra.plugin.scripts"
KEY = ("n.f", "watch")


@pytest.fixture
def deploy(engine):
    """Deploys a flow with one script trigger; what it looks at is a key of the namespace."""

    def deployed(kind, **properties):
        trigger = {"id": "watch", "type": f"{SCRIPTS}.{kind}", "interval": "PT1H", **properties}
        tasks = [{"id": "say", "type": "io.kestra.plugin.core.debug.Return", "format": "{{ trigger | toJson }}"}]
        engine.deploy(yaml.safe_dump({"id": "f", "namespace": "n", "tasks": tasks, "triggers": [trigger]}), paused=True)

    return deployed


def look(engine, code):
    engine.kv("n").put("code", code)
    return engine.poll(*KEY)


SHELL = {"script": "echo '::{\"outputs\": {\"seen\": 7}}::'; exit {{ kv('code') }}"}


def test_it_fires_when_the_exit_code_becomes_the_one_that_is_waited_for(engine, deploy):
    deploy("shell.ScriptTrigger", exitCondition="exit 3", **SHELL)
    fired = [look(engine, code) is not None for code in (0, 3, 3, 1, 3)]
    assert fired == [False, True, False, False, True]
    variables = engine.executions("n.f")[0].trigger.variables
    assert (variables["exitCode"], variables["vars"], variables["condition"]) == (3, {"seen": 7}, "exit 3")
    assert variables["timestamp"]


def test_without_an_edge_it_fires_at_each_look_that_fits(engine, deploy):
    deploy("shell.CommandsTrigger", exitCondition="exit 0", edge=False, commands=["exit {{ kv('code') }}"])
    assert [look(engine, code) is not None for code in (0, 0, 1)] == [True, True, False]


@pytest.mark.parametrize(
    ("condition", "fires"), [('"seen": ?7', True), ("seen", True), ("[7", False), ("unseen", False)]
)
def test_a_text_is_searched_in_what_the_script_left(engine, deploy, condition, fires):
    deploy("shell.ScriptTrigger", exitCondition=condition, **SHELL)
    assert (look(engine, 1) is not None) is fires


def test_python_fires_on_success_unless_it_says_otherwise(engine, deploy):
    deploy("python.ScriptTrigger", script="import sys\nsys.exit({{ kv('code') }})")
    assert [look(engine, code) is not None for code in (1, 0)] == [False, True]


def test_a_made_up_look_fires(engine, deploy):
    deploy("shell.ScriptTrigger", exitCondition="exit 0", **SHELL)
    verdict = engine.fire(*KEY, {"exitCode": 0, "vars": {"n": 1}})
    assert verdict.execution.trigger.variables["vars"] == {"n": 1}
    with pytest.raises(InputError, match="exitCode"):
        engine.fire(*KEY, {"code": 0})


def test_what_it_prints_goes_to_its_log(engine, deploy):
    deploy("shell.ScriptTrigger", exitCondition="exit 9", script="echo looked")
    assert engine.poll(*KEY) is None
    assert "looked" in [entry.message for entry in engine.logs()]


@pytest.mark.parametrize("language", ["go", "node", "python", "ruby", "shell"])
@pytest.mark.parametrize("kind", ["script: x", "commands: [x]"])
def test_five_languages_have_both_triggers(language, kind):
    name = kind.partition(":")[0].capitalize()
    text = f"""
id: f
namespace: n
tasks: [{{id: a, type: io.kestra.plugin.core.debug.Return, format: x}}]
triggers:
  - id: watch
    type: {SCRIPTS}.{language}.{name}Trigger
    exitCondition: exit 0
    containerImage: alpine
    edge: true
    {kind}
"""
    assert wt.check(text) == []
