"""Restart, replay, resume and change of state from Python, tried and in earnest."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import ClassVar

import pytest
from msgspec.structs import replace

import wavetank as wt
from wavetank.abc.runnable_task import RunnableTask
from wavetank.api.assembly import REGISTRY
from wavetank.model.state import State
from wavetank.model.task import Task

CORE = "io.kestra.plugin.core"


class Fragile(Task, RunnableTask):
    """Fails while the test says so."""

    quick: ClassVar[bool] = True
    broken: ClassVar[bool] = True

    def run(self, context):
        if Fragile.broken:
            raise ValueError("broken")
        return {"value": "whole"}


class Held(Task, RunnableTask):
    """Runs, in its thread, until the test lets it end."""

    opened: ClassVar[threading.Event] = threading.Event()
    ended: ClassVar[threading.Event] = threading.Event()

    def run(self, context):
        Held.opened.wait(30)
        Held.ended.set()


@pytest.fixture
def engine():
    REGISTRY.register("test.Fragile", Fragile)
    REGISTRY.register("test.Held", Held)
    Fragile.broken = True
    with wt.Engine() as engine:
        yield engine


FLOW = f"""
id: f
namespace: n
inputs:
- {{id: who, type: STRING, defaults: nobody}}
- {{id: count, type: INT, defaults: 1}}
tasks:
- {{id: first, type: {CORE}.debug.Return, format: "{{{{ inputs.who }}}} {{{{ inputs.count }}}}"}}
- {{id: second, type: test.Fragile}}
- {{id: third, type: {CORE}.debug.Return, format: "{{{{ outputs.first.value }}}}, then third"}}
"""
WHOLE = FLOW.replace("test.Fragile", f"{CORE}.debug.Return, format: x")


def states(thing):
    return [change.state.value for change in thing.history]


def test_a_trial_shows_a_restart_and_changes_nothing(engine):
    engine.deploy(FLOW)
    execution = engine.run("n.f")
    trial = engine.restart(execution.id, dry_run=True)
    assert (trial.id, states(trial)) == (execution.id, ["CREATED", "RUNNING", "FAILED", "RESTARTED"])
    assert trial.state is State.RESTARTED
    assert [run.state.value for run in trial.task_runs] == ["SUCCESS", "RESTARTED"]
    assert states(engine.execution(execution.id)) == ["CREATED", "RUNNING", "FAILED"]
    with pytest.raises(wt.StateError, match="draft"):
        trial.wait(1)


def test_a_trial_of_a_replay_stores_no_execution(engine):
    engine.deploy(WHOLE)
    execution = engine.run("n.f")
    trial = engine.replay(execution.id, dry_run=True)
    assert (states(trial), list(trial.task_runs)) == (["CREATED"], [])
    assert states(engine.replay(execution.id, "second", dry_run=True))[-2:] == ["SUCCESS", "RESTARTED"]
    assert [each.id for each in engine.executions()] == [execution.id]
    with pytest.raises(wt.NotFoundError):
        engine.execution(trial.id)


def test_a_trial_of_a_resume_leaves_the_execution_paused(engine):
    engine.deploy(
        f"id: f\nnamespace: n\ntasks:\n- {{id: p, type: {CORE}.flow.Pause, onResume: [{{id: x, type: INT}}]}}"
    )
    execution = engine.run("n.f", wait=False)
    engine.settle(5)
    with pytest.raises(wt.InputError, match="x"):
        engine.resume(execution.id, dry_run=True)
    trial = engine.resume(execution.id, {"x": 7}, dry_run=True)
    assert (trial.state, trial["p"]["onResume"]) == (State.RESTARTED, {"x": 7})
    assert engine.execution(execution.id).state is State.PAUSED


def test_a_restart_on_another_revision_is_a_new_execution_that_takes_over_what_succeeded(engine):
    engine.deploy(FLOW)
    execution = engine.run("n.f", {"who": "me"})
    engine.deploy(FLOW.replace("test.Fragile", f"{CORE}.debug.Return, format: mended"))
    again = engine.restart(execution.id, revision=2).wait(10)
    assert again.id != execution.id
    assert (again.parent, again.original_id, again.flow_revision) == (execution.id, execution.id, 2)
    assert (again["second"]["value"], again["third"]["value"]) == ("mended", "me 1, then third")
    assert states(again) == ["CREATED", "RUNNING", "FAILED", "RESTARTED", "RUNNING", "SUCCESS"]
    assert engine.execution(execution.id).state is State.FAILED
    with pytest.raises(wt.NotFoundError, match="revision 9"):
        engine.restart(execution.id, revision=9)


def test_a_replay_takes_other_inputs_and_keeps_those_that_are_not_given(engine):
    engine.deploy(WHOLE)
    execution = engine.run("n.f", {"who": "me", "count": 5})
    assert engine.replay(execution.id, inputs={"who": "you"}).wait(10)["first"]["value"] == "you 5"
    assert engine.replay(execution.id, "third", inputs={"count": 6}).inputs == {"who": "me", "count": 6}
    with pytest.raises(wt.InputError, match="count"):
        engine.replay(execution.id, inputs={"count": "many"})


def test_a_replay_takes_other_outputs_of_what_it_takes_over(engine):
    engine.deploy(WHOLE)
    execution = engine.run("n.f")
    replay = engine.replay(execution.id, "third", outputs={"first": {"value": "made up"}}).wait(10)
    assert replay["third"]["value"] == "made up, then third"
    with pytest.raises(wt.StateError, match="not upstream"):
        engine.replay(execution.id, "second", outputs={"third": {"value": "x"}})
    with pytest.raises(wt.StateError, match="no task to begin at"):
        engine.replay(execution.id, outputs={"first": {"value": "x"}})


def test_a_replay_with_an_edited_text_uses_it_for_itself_alone(engine):
    engine.deploy(WHOLE)
    execution = engine.run("n.f")
    edited = WHOLE.replace("then third", "then edited")
    replay = engine.replay(execution.id, "third", source=edited).wait(10)
    assert replay["third"]["value"] == "nobody 1, then edited"
    assert replay.flow_revision == -1
    assert engine.flows["n.f"].revision == 1
    assert engine.replay(replay.id, "third").wait(10)["third"]["value"] == "nobody 1, then edited"
    assert engine.replay(execution.id, source=edited + "\n# more").flow_revision == -2
    assert engine.replay(execution.id, source=edited).flow_revision == -1
    with pytest.raises(wt.StateError, match="of flow"):
        engine.replay(execution.id, source=WHOLE.replace("id: f\n", "id: g\n"))
    with pytest.raises(wt.FlowError):
        engine.replay(execution.id, source="id: f")


def test_two_edited_texts_of_the_same_moment_have_a_revision_each(engine):
    engine.deploy(WHOLE)
    execution = engine.run("n.f")
    texts = [WHOLE.replace("then third", f"then {word}") for word in ("one", "two")]

    async def both():
        return await asyncio.gather(*(engine.replay.awaitable(execution.id, source=text) for text in texts))

    replays = engine.portal.call(both)
    assert sorted(each.flow_revision for each in replays) == [-2, -1]
    store = engine.runtime.surroundings.store
    assert [store.flow("n", "f", each.flow_revision).source for each in replays] == texts


def test_the_edited_text_of_an_execution_survives_a_restart_of_the_engine_and_is_not_deployed(tmp_path):
    paused = f"id: f\nnamespace: n\ntasks:\n- {{id: p, type: {CORE}.flow.Pause}}\n"
    with wt.Engine(home=tmp_path / "home") as engine:
        engine.deploy(paused)
        execution = engine.run("n.f", wait=False)
        replay = engine.replay(
            execution.id, source=paused + f"- {{id: say, type: {CORE}.debug.Return, format: edited}}"
        )
        engine.settle(5)
    with wt.Engine(home=tmp_path / "home") as engine:
        assert engine.flows["n.f"].revision == 1
        engine.resume(replay.id)
        assert engine.execution(replay.id).wait(10)["say"]["value"] == "edited"


def test_a_paused_task_run_that_is_set_running_goes_on(engine):
    engine.deploy(f"id: f\nnamespace: n\ntasks:\n- {{id: p, type: {CORE}.flow.Pause}}")
    execution = engine.run("n.f", wait=False)
    engine.settle(5)
    run = execution.task_runs[0]
    with pytest.raises(wt.StateError, match="RETRYING"):
        engine.set_state(execution.id, run.id, "RETRYING")
    engine.set_state(execution.id, run.id, "RUNNING")
    assert execution.wait(10).state is State.SUCCESS


def test_a_paused_task_run_can_be_given_the_state_in_which_it_ends(engine):
    engine.deploy(f"id: f\nnamespace: n\ntasks:\n- {{id: p, type: {CORE}.flow.Pause}}")
    execution = engine.run("n.f", wait=False)
    engine.settle(5)
    engine.set_state(execution.id, execution.task_runs[0].id, State.FAILED)
    assert execution.wait(10).state is State.FAILED


def test_a_block_that_failed_by_its_own_question_is_asked_again(engine):
    engine.deploy(
        f"""
id: f
namespace: n
inputs: [{{id: values, type: STRING}}]
tasks:
- id: e
  type: {CORE}.flow.ForEach
  values: "{{{{ inputs.values }}}}"
  tasks: [{{id: a, type: {CORE}.debug.Return, format: x}}]
"""
    )
    execution = engine.run("n.f", {"values": "no list"})
    assert execution.state is State.FAILED
    replay = engine.replay(execution.id, "e", inputs={"values": "[1, 2]"}).wait(10)
    assert replay.state is State.SUCCESS
    assert [run.task_id for run in replay.task_runs] == ["e", "a", "a"]
    assert states(replay.task_runs[0])[-2:] == ["RUNNING", "SUCCESS"]


def test_a_paused_execution_is_begun_anew_where_it_waits_on_another_revision(engine):
    tasks = f"- {{id: a, type: {CORE}.debug.Return, format: x}}\n- {{id: p, type: {CORE}.flow.Pause}}\n"
    paused = f"id: f\nnamespace: n\ntasks:\n{tasks}"
    engine.deploy(paused)
    execution = engine.run("n.f", wait=False)
    engine.settle(5)
    engine.deploy(paused + f"- {{id: z, type: {CORE}.debug.Return, format: 'after {{{{ outputs.a.value }}}}'}}")
    again = engine.restart(execution.id, revision=2)
    engine.settle(5)
    assert (again.state, execution.state) == (State.PAUSED, State.PAUSED)
    engine.resume(again.id)
    assert again.wait(10)["z"]["value"] == "after x"
    assert len(again.task_runs) == 3


def test_a_replay_from_a_task_is_not_held_up_by_the_limit_of_its_flow(engine):
    engine.deploy(WHOLE.replace("tasks:", "concurrency: {limit: 1, behavior: FAIL}\ntasks:"))
    execution = engine.run("n.f")
    engine.deploy(
        f"id: g\nnamespace: n\nconcurrency: {{limit: 1, behavior: FAIL}}\ntasks:\n- {{id: p, type: {CORE}.flow.Pause}}"
    )
    first = engine.run("n.g", wait=False)
    engine.settle(5)
    assert engine.replay(first.id).wait(10).state is State.FAILED
    again = engine.replay(first.id, "p")
    engine.settle(5)
    assert again.state is State.PAUSED
    assert engine.replay(execution.id, "third").wait(10).state is State.SUCCESS


def test_a_replay_and_a_restart_are_marked_by_a_label_of_the_system(engine):
    engine.deploy(FLOW)
    execution = engine.run("n.f", labels={"mine": "1"})
    assert "system.restarted" not in execution.labels
    trial = engine.restart(execution.id, dry_run=True)
    assert trial.labels["system.restarted"] == "true"
    assert "system.restarted" not in engine.execution(execution.id).labels
    again = engine.restart(execution.id).wait(10)
    assert (again.labels["system.restarted"], again.labels["mine"]) == ("true", "1")
    assert "system.replay" not in again.labels
    replay = engine.replay(execution.id)
    assert (replay.labels["system.replay"], replay.labels["mine"]) == ("true", "1")
    assert [each.id for each in engine.executions(labels={"system.replay": "true"})] == [replay.id]
    later = engine.restart(execution.id, revision=1)
    assert later.labels["system.restarted"] == "true"
    assert "system.replay" not in later.labels
    replay.wait(10), later.wait(10)


def test_what_is_taken_out_by_hand_while_it_runs_leaves_nothing_when_it_ends(engine, caplog):
    inside = f"{{id: wait, type: {CORE}.flow.Pause}}, {{id: held, type: test.Held}}"
    beside = f"{{id: p, type: {CORE}.flow.Parallel, tasks: [{inside}]}}"
    engine.deploy(f"id: f\nnamespace: n\ntasks: [{{id: a, type: test.Fragile}}]\nerrors: [{beside}]")
    execution = engine.run("n.f", wait=False)
    live = engine.runtime.conductor.live[execution.id]
    deadline = time.monotonic() + 10
    while [run.state for run in live.progress.state.runs.values()][2:] != [State.PAUSED, State.RUNNING]:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    failed = execution.task_runs[0]
    engine.set_state(execution.id, failed.id, "SUCCESS")
    assert execution.wait(10).state is State.SUCCESS
    Held.opened.set()
    assert Held.ended.wait(10)
    engine.settle(10)
    assert [run.task_id for run in execution.task_runs] == ["a"]
    assert not caplog.records


def test_no_state_is_changed_while_another_task_is_about_to_begin(engine, monkeypatch):
    pause, beside = f"{{id: wait, type: {CORE}.flow.Pause}}", f"{{id: say, type: {CORE}.debug.Return, format: x}}"
    engine.deploy(f"id: f\nnamespace: n\ntasks: [{{id: p, type: {CORE}.flow.Parallel, tasks: [{pause}, {beside}]}}]")
    execution = engine.run("n.f", wait=False)
    engine.settle(10)
    live = engine.runtime.conductor.live[execution.id]
    said = next(run for run in live.progress.state.runs.values() if run.task_id == "say")
    waits = next(run for run in live.progress.state.runs.values() if run.task_id == "wait")
    monkeypatch.setitem(live.progress.state.runs, said.id, replace(said, state=State.CREATED))
    monkeypatch.setitem(live.progress.state.open, said.id, None)
    with pytest.raises(wt.StateError, match="Task say is about to begin"):
        engine.set_state(execution.id, waits.id, "SUCCESS")
    monkeypatch.undo()
    engine.set_state(execution.id, waits.id, "SUCCESS")
    assert execution.wait(10).state is State.SUCCESS
