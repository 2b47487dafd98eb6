from __future__ import annotations

PAUSED = """\
id: ask
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - id: reason
        type: STRING
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.wait.onResume.reason }}"
"""
FAILING = """\
id: broken
namespace: company.team
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: "{{ execution.id }}"
  - id: fail
    type: io.kestra.plugin.core.execution.Fail
"""


def test_a_paused_execution_is_resumed_with_its_inputs(run):
    run(f"%%flow --quiet\n{PAUSED}")
    run("%flow run ask --no-wait")
    execution = run("%flow resume last -i reason=approved").value.wait(10)
    assert execution["say"]["value"] == "approved"


def test_an_execution_is_killed(run):
    run(f"%%flow --quiet\n{PAUSED}")
    run("%flow run ask --no-wait")
    assert run("%flow kill last").value.state == "KILLED"


def test_a_failed_execution_is_restarted_and_replayed_from_a_task(run):
    run(f"%%flow --quiet\n{FAILING}")
    failed = run("%flow run broken").value
    again = run(f"%flow restart {failed.id}").value.wait(10)
    assert (again.id, again.state, len(again.task_runs[1].attempts)) == (failed.id, "FAILED", 2)
    copy = run(f"%flow replay {failed.id} --from fail").value.wait(10)
    assert copy["first"]["value"] == failed.id


def test_an_input_that_nobody_asks_for_is_refused_by_what_takes_inputs(run, engine, hello):
    run(f"%%flow --quiet\n{hello}")
    run("%flow run hello")
    assert "Did you mean who?" in run("%flow replay last -i woh=Ada", ok=False).printed
    run(f"%%flow --quiet\n{PAUSED}")
    run("%flow run ask --no-wait")
    assert "Did you mean reason?" in run("%flow resume last -i raeson=x", ok=False).printed
    assert engine.executions()[0].state == "PAUSED"
    assert len(engine.executions()) == 2


def test_a_replay_on_another_text_takes_the_inputs_of_that_text(run, hello):
    run(f"%%flow --quiet\n{hello}")
    run("%flow run hello")
    run(f"edited = {hello.replace('who', 'whom')!r}")
    assert run("%flow replay last --source edited -i whom=Ada").value.wait(10)["greet"]["value"] == "Hello Ada"
