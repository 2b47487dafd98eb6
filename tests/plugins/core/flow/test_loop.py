"""Loop runs each round as an execution of its own; flows are written in Kestra 2's dialect."""

from __future__ import annotations

import textwrap

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"


@pytest.fixture
def engine():
    with wt.Engine(config={"wavetank.dialect": "kestra2"}) as engine:
        yield engine


@pytest.fixture
def run(engine):
    """Runs a flow whose last task is a Loop with these lines."""

    def run_loop(loop, inputs=None, more="", before=""):
        text = f"""
id: looped
namespace: n
inputs: [{{id: list, type: JSON, required: false}}]
variables: {{sign: "!"}}
{more}
tasks:
{textwrap.indent(textwrap.dedent(before), "  ")}
  - id: loop
    type: {CORE}.flow.Loop
{textwrap.indent(textwrap.dedent(loop), "    ")}
"""
        engine.deploy(text)
        return engine.run("n.looped", inputs or {})

    return run_loop


SAY = f"""
outputs: [{{id: said, type: STRING, value: "{{{{ outputs.say.value }}}}"}}]
tasks:
  - {{id: say, type: {CORE}.debug.Return, format: "FORMAT"}}
"""


def say(text, values="[a, b]", more=""):
    return f"values: {values}\n{more}\n{SAY.replace('FORMAT', text)}"


def said(execution):
    return [each["outputs"]["said"] for each in execution["loop"]["outputs"]]


def test_each_round_is_an_execution_of_its_own(engine, run):
    execution = run(say("{{ item.index }}{{ item.value }}{{ vars.sign }} of {{ flow.id }}"))
    assert execution.state == "SUCCESS", execution.error
    assert execution["loop"] == {
        "iterationCount": 2,
        "outputs": [
            {"item": {"value": "a", "iteration": 0}, "outputs": {"said": "0a! of looped"}},
            {"item": {"value": "b", "iteration": 1}, "outputs": {"said": "1b! of looped"}},
        ],
    }
    assert [task_run.task_id for task_run in execution.task_runs] == ["loop"]
    rounds = engine.executions("n.looped/loop")
    assert [each.state.value for each in rounds] == ["SUCCESS", "SUCCESS"]
    assert len(engine.executions("n.looped")) == 1


def test_values_may_be_a_map_an_expression_and_the_json_text_of_a_list(run):
    assert said(run(say("{{ item.key }}={{ item.value }}", "{x: 1, y: [2]}"))) == ["x=1", "y=[2]"]
    assert said(run(say("{{ item.value }}", '"{{ inputs.list }}"'), {"list": [1, "b"]})) == ["1", "b"]
    assert said(run(say("{{ item.value }}", "'[1, 1]'"))) == ["1", "1"]
    assert run(say("x", "[]"))["loop"] == {"iterationCount": 0, "outputs": []}


def test_values_may_be_the_lines_of_a_file_and_the_outputs_are_a_file_then(engine, run):
    before = f'- {{id: file, type: {CORE}.storage.Write, content: "one\\ntwo\\n"}}'
    execution = run(say("{{ item.value }}", '"{{ outputs.file.uri }}"'), before=before)
    rows = wt.ion.loads(engine.storage.read(execution["loop"]["uri"]).decode())
    assert [row["outputs"]["said"] for row in rows] == ["one", "two"]


def test_a_round_sees_outputs_of_tasks_before_the_loop_and_of_its_own_round(run):
    before = f"- {{id: head, type: {CORE}.debug.Return, format: first}}"
    assert said(run(say("{{ outputs.head.value }} {{ item.value }}"), before=before)) == ["first a", "first b"]


def test_a_loop_inside_a_loop_sees_the_item_around(run):
    inner = textwrap.indent(say("{{ item.parent.value }}{{ item.value }}{{ item.parents[0].index }}", "[x, y]"), "    ")
    loop = f"""
values: [a, b]
outputs: [{{id: said, type: JSON, value: "{{{{ outputs.inner.outputs | jq('[.[].outputs.said]') | first }}}}"}}]
tasks:
  - id: inner
    type: {CORE}.flow.Loop
{inner}
"""
    assert said(run(loop)) == [["ax0", "ay0"], ["bx1", "by1"]]


FAILING = f"""
values: [a, bad, c]
tasks:
  - id: fail
    type: {CORE}.execution.Fail
    when: "{{{{ item.value == 'bad' }}}}"
errors:
  - {{id: sorry, type: {CORE}.log.Log, message: "sorry for {{{{ item.value }}}}"}}
"""


def test_a_round_that_fails_has_its_own_errors_and_fails_the_loop_when_all_have_ended(engine, run):
    execution = run(FAILING)
    assert execution.state == "FAILED"
    assert "1 of 3 rounds are FAILED" in execution.error
    assert execution["loop"]["iterationCount"] == 3
    (bad,) = [each for each in engine.executions("n.looped/loop") if each.state == "FAILED"]
    assert bad.logs[-1].message == "sorry for bad"


def test_a_failed_round_may_be_passed_over(run):
    assert run("transmitFailed: false\n" + FAILING).state == "SUCCESS"


def test_a_loop_is_left_when_its_condition_holds(run):
    more = "concurrencyLimit: 1\nbreakWhen: \"{{ iteration.outputs.said == 'b' }}\""
    assert said(run(say("{{ item.value }}", "[a, b, c, d]", more))) == ["a", "b"]


def test_rounds_of_a_loop_fire_no_flow_trigger(engine, run):
    engine.deploy(f"""
id: listener
namespace: n
tasks: [{{id: a, type: {CORE}.debug.Return, format: x}}]
triggers: [{{id: t, type: {CORE}.trigger.Flow, dependsOn: [{{namespace: n}}]}}]
""")
    run(say("x"))
    engine.settle(10)
    assert len(engine.executions("n.listener")) == 1


def test_what_is_no_list_is_refused(run):
    assert "`values` must be a list" in run(say("x", "hello")).error


def test_kestra_1_has_no_loop():
    with wt.Engine() as engine, pytest.raises(wt.FlowError, match="Loop is of Kestra 2"):
        engine.deploy(PAUSING)


PAUSING = f"""
id: looped
namespace: n
tasks:
  - id: loop
    type: {CORE}.flow.Loop
    values: [a, b]
    tasks:
      - {{id: wait, type: {CORE}.flow.Pause}}
      - {{id: say, type: {CORE}.debug.Return, format: "{{{{ item.value }}}}"}}
"""
CONFIG = {"wavetank.dialect": "kestra2"}


def paused_rounds(engine):
    engine.deploy(PAUSING)
    execution = engine.run("n.looped", wait=False)
    engine.settle(10)
    assert {each.state.value for each in engine.executions("n.looped/loop")} == {"PAUSED"}
    return execution


def test_rounds_go_on_after_a_restart_of_the_engine(tmp_path):
    with wt.Engine(home=tmp_path, config=CONFIG) as engine:
        execution = paused_rounds(engine)
    with wt.Engine(home=tmp_path, config=CONFIG) as engine:
        for each in engine.executions("n.looped/loop"):
            engine.resume(each.id)
        ended = engine.execution(execution.id).wait(10)
        assert ended.state == "SUCCESS", ended.error
        assert ended["loop"]["iterationCount"] == 2
        assert len(engine.executions("n.looped/loop")) == 2


def test_a_loop_that_is_killed_takes_its_rounds_with_it(engine):
    execution = paused_rounds(engine)
    engine.kill(execution.id)
    assert engine.execution(execution.id).wait(10).state == "KILLED"
    engine.settle(10)
    assert {each.state.value for each in engine.executions("n.looped/loop")} == {"KILLED"}


PAUSED = f"""
values: [a, b]
tasks: [{{id: wait, type: {CORE}.flow.Pause}}]
"""


def rounds_of(engine, flow="looped"):
    return [each.wait(10).state.value for each in engine.executions(f"n.{flow}/loop", limit=None)]


def test_rounds_end_with_the_attempt_that_takes_too_long(engine, run):
    execution = run(f"timeout: PT0.5S{PAUSED}")
    assert execution.state == "FAILED"
    assert "Timeout after" in execution.task_runs[0].error
    assert rounds_of(engine) == ["KILLED", "KILLED"]


def test_what_rounds_made_ends_with_the_attempt_too(engine, run):
    engine.deploy(f"id: child\nnamespace: n\ntasks: [{{id: wait, type: {CORE}.flow.Pause}}]")
    call = f"{{id: call, type: {CORE}.flow.Subflow, namespace: n, flowId: child}}"
    inner = f"{{id: inner, type: {CORE}.flow.Loop, values: [c], tasks: [{call}]}}"
    assert run(f"timeout: PT0.5S\nvalues: [a]\ntasks: [{inner}]").state == "FAILED"
    assert rounds_of(engine) == ["KILLED"]
    assert [each.wait(10).state.value for each in engine.executions("n.looped/loop/inner")] == ["KILLED"]
    assert [each.wait(10).state.value for each in engine.executions("n.child")] == ["KILLED"]


def test_each_attempt_has_rounds_of_its_own(engine, run):
    retry = "retry: {type: constant, interval: PT0.01S, maxAttempts: 2}"
    assert run(f"timeout: PT0.5S\n{retry}{PAUSED}").state == "FAILED"
    assert rounds_of(engine) == ["KILLED"] * 4


def test_rounds_end_with_an_attempt_that_fails_before_them(engine, run):
    wait_for_b = f"{{id: wait, type: {CORE}.flow.Pause, runIf: '{{{{ item.value == \"b\" }}}}'}}"
    execution = run(f"breakWhen: '{{{{ nothing.there }}}}'\nvalues: [a, b]\ntasks: [{wait_for_b}]")
    assert execution.state == "FAILED"
    assert sorted(rounds_of(engine)) == ["KILLED", "SUCCESS"]


def test_rounds_end_with_an_execution_that_breaks_its_promise(engine, run):
    promise = "sla: [{id: soon, type: MAX_DURATION, duration: PT0.5S, behavior: FAIL}]"
    assert run(PAUSED, more=promise).state == "FAILED"
    assert rounds_of(engine) == ["KILLED", "KILLED"]


def test_rounds_go_on_in_the_next_engine(tmp_path):
    settings = {"wavetank.dialect": "kestra2"}
    with wt.Engine(tmp_path / "home", config=settings) as engine:
        loop = f"{{id: loop, type: {CORE}.flow.Loop, values: [a, b], tasks: [{{id: w, type: {CORE}.flow.Pause}}]}}"
        engine.deploy(f"id: looped\nnamespace: n\ntasks: [{loop}]")
        execution = engine.run("n.looped", wait=False)
        engine.settle()
    with wt.Engine(tmp_path / "home", config=settings) as engine:
        for each in engine.executions("n.looped/loop"):
            assert engine.resume(each.id).wait(10).state == "SUCCESS"
        assert engine.execution(execution.id).wait(10).state == "SUCCESS"
