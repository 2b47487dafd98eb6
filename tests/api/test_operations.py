from __future__ import annotations

import threading
from typing import ClassVar

import anyio
import pytest

import wavetank as wt
from wavetank.abc.runnable_task import RunnableTask
from wavetank.api.assembly import REGISTRY
from wavetank.model.state import State
from wavetank.model.task import Task

HEAD = "id: f\nnamespace: n\n"
CORE = "io.kestra.plugin.core"


class Flaky(Task, RunnableTask):
    """Fails as often as the test says."""

    quick: ClassVar[bool] = True
    failures: ClassVar[int] = 0

    def run(self, context):
        if Flaky.failures > 0:
            Flaky.failures -= 1
            raise ValueError("not yet")
        return {"value": "at last"}


class Endless(Task, RunnableTask):
    """Runs until it is cancelled, and says when."""

    started: ClassVar[threading.Event] = threading.Event()
    cancelled: ClassVar[threading.Event] = threading.Event()

    async def run(self, context):
        self.started.set()
        try:
            await anyio.sleep_forever()
        finally:
            self.cancelled.set()


@pytest.fixture
def engine():
    REGISTRY.register("test.Flaky", Flaky)
    REGISTRY.register("test.Endless", Endless)
    Flaky.failures = 0
    Endless.started.clear()
    Endless.cancelled.clear()
    with wt.Engine() as engine:
        yield engine


def states(thing):
    return [change.state.value for change in thing.history]


def until(engine, execution, state):
    """The execution, once it is in this state."""
    seen = threading.Event()
    stop = engine.subscribe(lambda rows: seen.set() if any(row.state is state for row in rows) else None)
    if execution.state is not state:
        assert seen.wait(10)
    stop()
    return execution


def test_a_failed_attempt_is_tried_again_and_keeps_its_task_run(engine):
    Flaky.failures = 2
    engine.deploy(
        HEAD + "tasks:\n- {id: a, type: test.Flaky, retry: {type: constant, interval: PT0.01S, maxAttempt: 3}}"
    )
    execution = engine.run("n.f")
    (run,) = execution.task_runs
    assert execution.state is State.SUCCESS
    assert [attempt.state.value for attempt in run.attempts] == ["FAILED", "FAILED", "SUCCESS"]
    assert run.outputs == {"value": "at last"}
    assert "RETRYING" in states(execution)


def test_retries_end_with_their_limit(engine):
    Flaky.failures = 9
    engine.deploy(
        HEAD + "tasks:\n- {id: a, type: test.Flaky, retry: {type: constant, interval: PT0.01S, maxAttempt: 2}}"
    )
    execution = engine.run("n.f")
    assert execution.state is State.FAILED
    assert len(execution.task_runs[0].attempts) == 2


def test_success_after_a_retry_can_be_a_warning(engine):
    Flaky.failures = 1
    retry = "retry: {type: constant, interval: PT0.01S, warningOnRetry: true}"
    engine.deploy(HEAD + f"tasks:\n- {{id: a, type: test.Flaky}}\n{retry}")
    assert engine.run("n.f").state is State.WARNING


PAUSE = f"""{HEAD}
tasks:
- id: ask
  type: {CORE}.flow.Pause
  onResume:
  - {{id: reason, type: STRING}}
- id: say
  type: {CORE}.debug.Return
  format: "{{{{ outputs.ask.onResume.reason }}}}"
"""


def test_a_pause_waits_until_it_is_resumed_with_what_it_asks_for(engine):
    engine.deploy(PAUSE)
    execution = until(engine, engine.run("n.f", wait=False), State.PAUSED)
    with pytest.raises(wt.InputError, match="reason"):
        engine.resume(execution.id)
    assert execution.state is State.PAUSED
    engine.resume(execution.id, inputs={"reason": "approved"})
    assert execution.wait(10)["say"]["value"] == "approved"
    assert states(execution) == ["CREATED", "RUNNING", "PAUSED", "RESTARTED", "RUNNING", "SUCCESS"]


def test_a_pause_with_a_duration_goes_on_by_itself(engine):
    engine.deploy(f"{HEAD}tasks:\n- {{id: wait, type: {CORE}.flow.Pause, pauseDuration: PT0.05S}}")
    assert engine.run("n.f").state is State.SUCCESS


def test_a_pause_fails_at_its_timeout(engine):
    engine.deploy(f"{HEAD}tasks:\n- {{id: wait, type: {CORE}.flow.Pause, timeout: PT0.05S}}")
    assert engine.run("n.f").state is State.FAILED


def test_a_pause_survives_a_restart_of_the_engine(tmp_path):
    with wt.Engine(home=tmp_path / "home") as engine:
        engine.deploy(PAUSE)
        execution = until(engine, engine.run("n.f", wait=False), State.PAUSED)
    with wt.Engine(home=tmp_path / "home") as engine:
        engine.resume(execution.id, inputs={"reason": "later"})
        assert engine.execution(execution.id).wait(10)["say"]["value"] == "later"


def test_kill_stops_what_runs_and_ends_the_execution(engine):
    engine.deploy(f"{HEAD}tasks:\n- id: s\n  type: {CORE}.flow.Sequential\n  tasks:\n  - {{id: a, type: test.Endless}}")
    execution = engine.run("n.f", wait=False)
    assert Endless.started.wait(10)
    engine.kill(execution.id)
    assert Endless.cancelled.is_set()
    assert execution.wait(10).state is State.KILLED
    assert {run.state for run in execution.task_runs} == {State.KILLED}
    with pytest.raises(wt.StateError, match="KILLED"):
        engine.kill(execution.id)


def test_an_execution_paused_by_hand_begins_nothing_new_until_it_is_resumed(engine):
    engine.deploy(
        f"{HEAD}tasks:\n- {{id: a, type: {CORE}.flow.Sleep, duration: PT0.2S}}\n- {{id: b, type: test.Flaky}}"
    )
    execution = engine.run("n.f", wait=False)
    engine.pause(execution.id)
    with pytest.raises(wt.TimeoutExceededError):
        execution.wait(0.4)
    assert [run.task_id for run in execution.task_runs] == ["a"]
    engine.resume(execution.id)
    assert execution.wait(10).state is State.SUCCESS


RESTART = f"""{HEAD}
tasks:
- {{id: first, type: {CORE}.debug.Return, format: "{{{{ execution.id }}}}"}}
- id: block
  type: {CORE}.flow.Sequential
  tasks:
  - {{id: a, type: test.Flaky}}
- {{id: last, type: {CORE}.debug.Return, format: "{{{{ outputs.first.value }}}}"}}
errors:
- {{id: tell, type: {CORE}.debug.Return, format: x}}
"""


def test_a_restart_begins_anew_at_what_failed_and_keeps_the_rest(engine):
    Flaky.failures = 1
    engine.deploy(RESTART)
    execution = engine.run("n.f")
    assert execution.state is State.FAILED
    before = {run.task_id: run.id for run in execution.task_runs}
    engine.restart(execution.id)
    again = engine.execution(execution.id).wait(10)
    assert again.state is State.SUCCESS
    assert [run.task_id for run in again.task_runs] == ["first", "block", "a", "last"]
    assert {run.task_id: run.id for run in again.task_runs if run.task_id in before}.items() <= before.items()
    assert [attempt.state.value for attempt in again.task_runs[2].attempts] == ["FAILED", "SUCCESS"]


def test_what_did_not_fail_cannot_be_restarted(engine):
    engine.deploy(RESTART)
    with pytest.raises(wt.StateError, match="No task found to restart"):
        engine.restart(engine.run("n.f").id)


def test_a_replay_is_a_new_execution_with_the_same_inputs(engine):
    engine.deploy(RESTART)
    source = engine.run("n.f", labels={"team": "a"})
    replay = engine.replay(source.id).wait(10)
    assert replay.id != source.id
    assert (replay.parent, replay.original_id) == (source.id, source.id)
    assert replay.labels == {**source.labels, "system.replay": "true"}
    assert replay["first"]["value"] == replay.id


def test_a_replay_from_a_task_takes_over_what_came_before_it(engine):
    engine.deploy(RESTART)
    source = engine.run("n.f")
    replay = engine.replay(source.id, from_task="a").wait(10)
    assert replay.state is State.SUCCESS
    assert replay["last"]["value"] == source.id
    assert not {run.id for run in replay.task_runs} & {run.id for run in source.task_runs}


def test_a_state_given_by_hand_has_the_execution_go_on_behind_it(engine):
    Flaky.failures = 1
    engine.deploy(RESTART)
    execution = engine.run("n.f")
    failed = next(run for run in execution.task_runs if run.task_id == "a")
    engine.set_state(execution.id, failed.id, State.SUCCESS)
    again = engine.execution(execution.id).wait(10)
    assert again.state is State.SUCCESS
    assert again.task_runs[-1].task_id == "last"


def test_a_restarted_execution_survives_a_restart_of_the_engine(tmp_path):
    REGISTRY.register("test.Flaky", Flaky)
    Flaky.failures = 1
    with wt.Engine(home=tmp_path / "home") as engine:
        engine.deploy(RESTART)
        execution = engine.run("n.f")
        engine.restart(execution.id)
        execution = engine.execution(execution.id).wait(10)
    with wt.Engine(home=tmp_path / "home") as engine:
        assert engine.execution(execution.id).state is State.SUCCESS
        assert [run.task_id for run in engine.execution(execution.id).task_runs] == ["first", "block", "a", "last"]


CHILD = f"""
id: child
namespace: n
labels: {{level: child}}
inputs:
- {{id: who, type: STRING}}
tasks:
- {{id: a, type: {CORE}.debug.Return, format: "hello {{{{ inputs.who }}}}, from {{{{ trigger.flowId }}}}"}}
outputs:
- {{id: greeting, type: STRING, value: "{{{{ outputs.a.value }}}}"}}
"""
PARENT = f"""
id: parent
namespace: n
labels: {{level: parent, team: a}}
tasks:
- id: sub
  type: {CORE}.flow.Subflow
  namespace: n
  flowId: child
  inputs: {{who: "{{{{ flow.id }}}}"}}
  inheritLabels: true
- {{id: say, type: {CORE}.debug.Return, format: "{{{{ outputs.sub.outputs.greeting }}}}"}}
"""


def test_a_subflow_is_an_execution_of_its_own_and_gives_its_outputs_back(engine):
    engine.deploy(CHILD)
    engine.deploy(PARENT)
    execution = engine.run("n.parent")
    assert execution["say"]["value"] == "hello parent, from parent"
    child = engine.execution(execution["sub"]["executionId"])
    assert (child.flow_id, child.state) == ("child", State.SUCCESS)
    assert child.labels == {"level": "child", "team": "a", "system.correlationId": execution.id}
    assert child.trigger.variables == {
        "executionId": execution.id,
        "namespace": "n",
        "flowId": "parent",
        "flowRevision": 1,
        "taskRunId": execution.task_runs[0].id,
        "taskId": "sub",
    }


def test_labels_of_a_subflow_task_come_before_those_of_its_flow_and_those_before_inherited_ones(engine):
    engine.deploy(CHILD)
    engine.deploy(PARENT.replace("  inheritLabels: true", "  inheritLabels: true\n  labels: {level: task, team: b}"))
    child = engine.execution(engine.run("n.parent")["sub"]["executionId"])
    assert {name: child.labels[name] for name in ("level", "team")} == {"level": "task", "team": "b"}


def test_a_subflow_gives_what_its_task_asks_for_if_the_flow_has_no_outputs_of_its_own(engine):
    engine.deploy(CHILD.partition("outputs:")[0])
    engine.deploy(PARENT.replace("  inheritLabels: true", '  outputs: {greeting: "{{ execution.id }}: {{ flow.id }}"}'))
    execution = engine.run("n.parent")
    assert execution["say"]["value"] == f"{execution['sub']['executionId']}: child"


def test_a_subflow_that_is_not_there_fails_its_task(engine):
    engine.deploy(PARENT)
    execution = engine.run("n.parent")
    assert execution.state is State.FAILED
    assert "n.child" in execution.error


def test_a_subflow_that_fails_fails_its_task_which_keeps_the_outputs(engine):
    engine.deploy(CHILD.replace("inputs.who", "inputs.nobody"))
    engine.deploy(PARENT)
    execution = engine.run("n.parent")
    assert execution.state is State.FAILED
    assert execution["sub"]["state"] == "FAILED"


def test_killing_an_execution_kills_what_it_made(engine):
    engine.deploy("id: child\nnamespace: n\ntasks:\n- {id: a, type: test.Endless}")
    engine.deploy(PARENT.replace('inputs: {who: "{{ flow.id }}"}', "inputs: {}"))
    execution = engine.run("n.parent", wait=False)
    assert Endless.started.wait(10)
    engine.kill(execution.id)
    assert {each.state for each in engine.executions()} == {State.KILLED}


def child_runs(engine):
    """Returns when the subflow is on disk."""
    seen = threading.Event()
    stop = engine.subscribe(lambda rows: seen.set() if any(row.flow_id == "child" for row in rows) else None)
    if len(engine.executions()) < 2:
        assert seen.wait(10)
    stop()


def test_an_execution_whose_process_ended_finds_its_subflow_again(tmp_path):
    text = CHILD.replace(f"{CORE}.debug.Return", f"{CORE}.flow.Sleep")
    text = text[: text.index("outputs:")].replace('format: "hello', 'duration: PT1S, description: "hello')
    with wt.Engine(home=tmp_path / "home") as engine:
        engine.deploy(text)
        engine.deploy(PARENT.replace("outputs.sub.outputs.greeting", "outputs.sub.state"))
        execution = engine.run("n.parent", wait=False)
        child_runs(engine)
    with wt.Engine(home=tmp_path / "home") as engine:
        assert engine.execution(execution.id).wait(20)["say"]["value"] == "SUCCESS"
        assert len(engine.executions()) == 2


LIMITED = f"""
id: f
namespace: n
concurrency: {{limit: 1, behavior: BEHAVIOR}}
tasks:
- {{id: wait, type: {CORE}.flow.Pause}}
"""


def test_an_execution_above_the_limit_waits_in_the_queue_until_there_is_room(engine):
    engine.deploy(LIMITED.replace("BEHAVIOR", "QUEUE"))
    first = until(engine, engine.run("n.f", wait=False), State.PAUSED)
    second = engine.run("n.f", wait=False)
    third = engine.run("n.f", wait=False)
    assert [second.state, third.state] == [State.QUEUED, State.QUEUED]
    engine.resume(first.id)
    until(engine, second, State.PAUSED)
    assert third.state is State.QUEUED
    assert states(second)[:3] == ["CREATED", "QUEUED", "RUNNING"]


@pytest.mark.parametrize(("behavior", "state"), [("CANCEL", State.CANCELLED), ("FAIL", State.FAILED)])
def test_an_execution_above_the_limit_can_be_cancelled_or_fail(engine, behavior, state):
    engine.deploy(LIMITED.replace("BEHAVIOR", behavior))
    until(engine, engine.run("n.f", wait=False), State.PAUSED)
    second = engine.run("n.f")
    assert second.state is state
    assert "concurrency limit" in second.error
    assert not second.task_runs


def test_the_queue_survives_a_restart_of_the_engine(tmp_path):
    with wt.Engine(home=tmp_path / "home") as engine:
        engine.deploy(LIMITED.replace("BEHAVIOR", "QUEUE"))
        first = until(engine, engine.run("n.f", wait=False), State.PAUSED)
        second = engine.run("n.f", wait=False)
    with wt.Engine(home=tmp_path / "home") as engine:
        assert engine.execution(second.id).state is State.QUEUED
        engine.resume(first.id)
        until(engine, engine.execution(second.id), State.PAUSED)


def test_tasks_can_label_their_execution_and_set_its_variables(engine):
    engine.deploy(
        f"""{HEAD}
variables: {{place: harbour, ship: {{mast: 1}}}}
tasks:
- {{id: label, type: {CORE}.execution.Labels, labels: {{run: "{{{{ flow.id }}}}"}}}}
- {{id: set, type: {CORE}.execution.SetVariables, variables: {{ship: {{sail: 2}}, crew: 7}}}}
- id: say
  type: {CORE}.debug.Return
  format: "{{{{ vars.place }}}} {{{{ vars.crew }}}} {{{{ labels.run }}}} {{{{ vars.ship | toJson }}}}"
- {{id: unset, type: {CORE}.execution.UnsetVariables, variables: [crew]}}
- {{id: gone, type: {CORE}.debug.Return, format: "{{{{ vars.crew ?? 'none' }}}}"}}
"""
    )
    execution = engine.run("n.f")
    assert execution["say"]["value"] == 'harbour 7 f {"mast":1,"sail":2}'
    assert execution["gone"]["value"] == "none"
    assert execution.labels == {"system.correlationId": execution.id, "run": "f"}
