from __future__ import annotations

import pytest
from tests.notebook.test_operate import FAILING, PAUSED

QUEUED = """\
id: one
namespace: company.team
concurrency: {limit: 1}
tasks:
  - {id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}
"""


def test_many_are_killed_restarted_and_deleted_at_once(run):
    run(f"%%flow --quiet\n{PAUSED}")
    for _ in range(3):
        run("%flow run ask --no-wait")
    assert [execution.state for execution in run("%flow kill ask --all").value] == ["KILLED"] * 3
    assert len(run("%flow kill ask --all").value) == 0
    run("%flow labels ask --all team=a kind=test")
    assert run("%flow show last").value.labels["kind"] == "test"
    assert "Deleted: 3 executions." in run("%flow delete ask --all --only killed").printed
    assert "no execution of ask yet" in run("%flow show ask", ok=False).printed


def test_paused_ones_go_on_together(run):
    run(f"%%flow --quiet\n{PAUSED}")
    first, second = (run("%flow run ask --no-wait").value for _ in range(2))
    run("%flow resume ask --all -i reason=so")
    assert [execution.wait(10)["say"]["value"] for execution in (first, second)] == ["so", "so"]


def test_a_queued_execution_is_let_out(run):
    run(f"%%flow --quiet\n{QUEUED}")
    run("%flow run one --no-wait")
    second = run("%flow run one --no-wait").value
    assert second.state == "QUEUED"
    assert run("%flow unqueue last").value.state == "RUNNING"
    third = run("%flow run one --no-wait").value
    assert run(f"%flow force {third.id}").value.state == "RUNNING"
    run("%flow kill one --all")


def test_states_are_changed_of_executions_and_of_tasks(run):
    run(f"%%flow --quiet\n{FAILING}")
    failed = run("%flow run broken").value
    assert run("%flow state last warning").value.state == "WARNING"
    assert run(f"%flow state {failed.id} success fail").value.wait(10).state == "SUCCESS"
    assert "no run of a task nothing" in run("%flow state last success nothing", ok=False).printed


def test_the_state_of_many_is_changed_at_once_and_that_of_a_task_tried_first(run):
    run(f"%%flow --quiet\n{FAILING}")
    for _ in range(2):
        run("%flow run broken")
    tried = run("%flow state last success fail --dry-run").value
    assert (tried.state, run("%flow show last").value.state) == ("RESTARTED", "FAILED")
    assert len(run("%flow state broken warning --all").value) == 2
    assert [each.state for each in run("%flow executions").value] == ["WARNING", "WARNING"]
    assert "name the task" in run("%flow state last failed --dry-run", ok=False).complained
    assert "name one" in run("%flow state broken failed fail --all", ok=False).complained


def test_many_are_replayed_at_once(run, engine):
    run(f"%%flow --quiet\n{FAILING}")
    for _ in range(2):
        run("%flow run broken")
    run("%flow replay broken --all --only failed --dry-run")
    assert len(engine.executions()) == 2
    run("%flow replay broken --all --from fail")
    engine.settle(5)
    assert [each.labels.get("system.replay") for each in engine.executions()] == ["true", "true", None, None]


def test_one_execution_is_labelled_and_deleted(run, hello, engine):
    run(f"%%flow --quiet\n{hello}")
    run("%flow run hello")
    assert run("%flow labels last team=a").value.labels["team"] == "a"
    assert "not KEY=VALUE" in run("%flow labels last team", ok=False).complained
    run("%flow delete last")
    assert len(engine.executions()) == 0


def test_a_flow_is_removed(run, hello, engine):
    run(f"%%flow\n{hello}")
    run("%flow run hello")
    assert "Removed: company.team.hello" in run("%flow remove hello").printed
    assert not engine.flows
    assert len(engine.executions()) == 1


def test_a_dry_run_changes_nothing(run):
    run(f"%%flow --quiet\n{FAILING}")
    failed = run("%flow run broken").value
    run(f"%flow restart {failed.id} --dry-run")
    run("%flow replay last --dry-run")
    assert len(run("%flow executions").value) == 1
    assert len(run("%flow show last").value.task_runs[1].attempts) == 1


def test_a_replay_takes_outputs_a_text_and_a_revision(run, shell):
    run(f"%%flow --quiet\n{FAILING}")
    failed = run("%flow run broken").value
    shell.user_ns["mine"] = {"value": "by hand"}
    shell.user_ns["text"] = FAILING.replace(
        "core.execution.Fail", "core.debug.Return\n    format: '{{ outputs.first.value }}'"
    )
    again = run(f"%flow replay {failed.id} --from fail --with first=mine --source text").value.wait(10)
    assert again["fail"]["value"] == "by hand"
    assert run(f"%flow replay {failed.id} --revision 1").value.wait(10).state == "FAILED"


@pytest.mark.parametrize(
    ("line", "said"),
    [("replay last --source nothing", "no variable nothing"), ("replay last --with a=nothing", "no variable nothing")],
)
def test_variables_that_are_not_there_are_complained_of(run, line, said):
    run(f"%%flow --quiet\n{FAILING}")
    run("%flow run broken")
    assert said in run(f"%flow {line}", ok=False).complained
