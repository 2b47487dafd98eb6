"""What restart, replay and a change of state leave of an execution, and that it goes on from there to its end."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace

from wavetank.core.rearranging import renamed, replayed, restarted, with_outputs, with_state
from wavetank.core.replanting import replanted
from wavetank.core.results import begun_to_pause
from wavetank.ids import seeded_ids
from wavetank.model.pausing import Pausing
from wavetank.model.records import TaskRunStarted
from wavetank.model.state import State

from .drive import START, Drive
from .flows import CORE, each, flow, parallel, sequence, work


def dag(task_id, **after):
    nodes = [{"task": work(name), "dependsOn": list(names)} for name, names in after.items()]
    return {"id": task_id, "type": f"{CORE}.flow.Dag", "tasks": nodes}


def ended(written, states=None):
    drive = Drive(written, states)
    drive.to_the_end()
    return drive


def run_of(drive, task_id, value=None):
    runs = drive.progress.state.runs.values()
    return next(run for run in runs if run.task_id == task_id and run.value == value)


def named(runs):
    return {f"{run.task_id}{'' if run.value is None else ':' + run.value}": run.state.value for run in runs}


def replay(drive, task_id, value=None):
    return replayed(drive.progress, run_of(drive, task_id, value).id, START)


def go_on(drive, runs):
    drive.states.clear()
    drive.rearrange(runs)
    return drive.to_the_end()


def test_a_replay_keeps_what_runs_beside_its_beginning_although_it_ran_later():
    drive = ended(flow(parallel("p", sequence("left", work("a"), work("b")), sequence("right", work("c"))), work("z")))
    kept = replay(drive, "a")
    assert named(kept) == {"p": "RUNNING", "left": "RUNNING", "a": "RESTARTED", "right": "SUCCESS", "c": "SUCCESS"}
    assert go_on(drive, kept).state is State.SUCCESS
    assert sorted(drive.order) == ["a", "b", "c", "left", "p", "right", "z"]


def test_a_replay_of_a_block_begins_it_anew_without_its_children():
    drive = ended(flow(work("a"), sequence("s", work("b"), work("c")), work("z")))
    kept = replay(drive, "s")
    assert named(kept) == {"a": "SUCCESS", "s": "RUNNING"}
    assert go_on(drive, kept).state is State.SUCCESS
    assert drive.order == ["a", "s", "b", "c", "z"]


def test_a_replay_in_a_dag_drops_those_that_depend_on_it_and_no_others():
    drive = ended(flow(dag("d", a=(), b=("a",), c=("b",), x=(), y=("x",))))
    kept = replay(drive, "b")
    assert named(kept) == {"d": "RUNNING", "a": "SUCCESS", "b": "RESTARTED", "x": "SUCCESS", "y": "SUCCESS"}
    assert go_on(drive, kept).state is State.SUCCESS
    assert sorted(drive.order) == ["a", "b", "c", "d", "x", "y"]


def test_a_replay_in_a_loop_drops_later_rounds_only_where_rounds_wait_for_each_other():
    one_by_one = ended(flow(each("e", ["1", "2", "3"], work("a"), work("b"), work("c"))))
    kept = replay(one_by_one, "b", "2")
    assert named(kept) == {
        "e": "RUNNING", "a:1": "SUCCESS", "b:1": "SUCCESS", "c:1": "SUCCESS", "a:2": "SUCCESS", "b:2": "RESTARTED",
        "a:3": "SUCCESS",
    }  # fmt: skip
    assert go_on(one_by_one, kept).state is State.SUCCESS
    assert one_by_one.most_open == 1
    assert [run.value for run in one_by_one.progress.state.runs.values() if run.task_id == "c"] == ["1", "2", "3"]
    together = ended(flow(each("e", ["1", "2", "3"], work("a"), work("b"), concurrencyLimit=0)))
    kept = replay(together, "b", "2")
    assert len(kept) == 7
    assert named(kept)["b:3"] == "SUCCESS"
    assert go_on(together, kept).state is State.SUCCESS
    assert len(together.order) == 7


def test_a_replay_of_a_block_in_a_loop_keeps_as_many_task_runs_as_a_server():
    inner = each("inner", ["a a", "b b"], work("x"), work("y"))
    drive = ended(flow(each("e", ["s1", "s2", "s3"], work("first"), inner, work("last")), work("end")))
    assert len(drive.order) == 23
    assert len(replay(drive, "inner", "s1")) == 5
    of_round = next(run for run in drive.progress.state.runs.values() if run.task_id == "x")
    assert len(replayed(drive.progress, of_round.id, START)) == 6


def test_a_replay_in_a_loop_goes_on_to_the_end_of_the_loop():
    drive = ended(flow(each("e", ["1", "2", "3"], work("a"), work("b")), work("z")))
    assert go_on(drive, replay(drive, "a", "2")).state is State.SUCCESS
    assert drive.order == ["e", "a", "b", "a", "b", "a", "b", "z"]


def test_a_replay_drops_what_handled_the_failure_of_its_own_levels_and_keeps_that_of_others():
    caught = {"id": "try", "type": f"{CORE}.flow.AllowFailure", "tasks": [work("a")], "errors": [work("caught")]}
    drive = ended(flow(caught, work("b"), errors=[work("tell")]), {"a": State.FAILED, "b": State.FAILED})
    assert named(replay(drive, "b")) == {"try": "WARNING", "a": "FAILED", "caught": "SUCCESS", "b": "RESTARTED"}


def test_a_replay_may_begin_at_a_task_that_handles_a_failure():
    drive = ended(flow(work("a"), work("b"), errors=[work("tell"), work("more")]), {"b": State.FAILED})
    kept = replay(drive, "tell")
    assert named(kept) == {"a": "SUCCESS", "b": "FAILED", "tell": "RESTARTED"}
    assert go_on(drive, kept).state is State.FAILED
    assert drive.order == ["a", "b", "tell", "more"]


def test_a_replay_cannot_begin_behind_the_end_of_the_execution():
    drive = ended(flow(work("a"), afterExecution=[work("report")]))
    with pytest.raises(ValueError, match="afterExecution"):
        replay(drive, "report")
    with pytest.raises(ValueError, match="No task found"):
        replayed(drive.progress, "nobody", START)


def test_a_restart_begins_anew_at_each_failure_and_keeps_the_rest():
    states = {"b": State.FAILED, "c": State.FAILED}
    drive = ended(flow(parallel("p", work("a"), work("b"), work("c")), errors=[work("tell")]), states)
    runs = restarted(drive.progress, START)
    assert named(runs) == {"p": "RUNNING", "a": "SUCCESS", "b": "RESTARTED", "c": "RESTARTED"}
    assert go_on(drive, runs).state is State.SUCCESS


def test_a_restart_leaves_alone_what_failed_where_that_is_allowed():
    tolerant = {"id": "try", "type": f"{CORE}.flow.AllowFailure", "tasks": [work("a")], "errors": [work("caught")]}
    drive = ended(flow(tolerant, work("b"), work("z")), {"a": State.FAILED, "b": State.FAILED})
    runs = restarted(drive.progress, START)
    assert named(runs) == {"try": "WARNING", "a": "FAILED", "caught": "SUCCESS", "b": "RESTARTED"}
    assert go_on(drive, runs).state is State.WARNING
    assert drive.order == ["try", "a", "caught", "b", "z"]


def test_a_state_by_hand_keeps_the_children_and_opens_what_is_around():
    drive = ended(flow(parallel("p", sequence("s", work("a")), work("b")), errors=[work("tell")]), {"a": State.FAILED})
    runs = with_state(drive.progress, run_of(drive, "s").id, State.SUCCESS, START)
    assert named(runs) == {"p": "RUNNING", "s": "SUCCESS", "b": "SUCCESS", "a": "FAILED"}
    assert go_on(drive, runs).state is State.SUCCESS


def test_copies_of_task_runs_have_ids_of_their_own_and_the_same_shape():
    drive = ended(flow(sequence("s", work("a"))))
    old = tuple(drive.progress.state.runs.values())
    new = renamed(old, seeded_ids(7))
    assert not {run.id for run in old} & {run.id for run in new}
    assert new[1].parent_id == new[0].id


def test_outputs_are_edited_by_task_or_task_run_and_only_upstream():
    drive = ended(flow(each("e", ["1", "2"], work("a")), work("z")))
    kept = replay(drive, "z")
    second = run_of(drive, "a", "2").id
    edited = with_outputs(kept, {"a": {"value": "one"}, second: {"value": "two"}})
    assert [run.outputs for run in edited if run.task_id == "a"] == [{"value": "one"}, {"value": "two"}]
    with pytest.raises(ValueError, match="'z' is not upstream"):
        with_outputs(kept, {"z": {}})


def test_task_runs_go_over_to_another_text_of_the_flow_at_the_places_that_they_have_there():
    drive = ended(flow(work("a"), parallel("p", work("b"), work("c")), work("z")), {"c": State.FAILED})
    other = flow(work("new"), work("a"), parallel("p", work("d"), work("c"), work("b")), work("z"))
    runs = replanted(restarted(drive.progress, START), other)
    assert {run.task_id: run.group for run in runs} == {"a": 0, "p": 0, "b": 2, "c": 1}
    drive = Drive(other)
    drive.rearrange(renamed(runs, seeded_ids(7)))
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["a", "p", "b", "c", "d", "z"]


def test_a_text_without_a_place_for_what_begins_anew_is_refused():
    drive = ended(flow(work("a"), work("b")), {"b": State.FAILED})
    with pytest.raises(ValueError, match="no task 'b'"):
        replanted(restarted(drive.progress, START), flow(work("a"), work("c")))
    with pytest.raises(ValueError, match="no task 'b'"):
        replanted(restarted(drive.progress, START), flow(work("a"), sequence("b", work("c"))))


def test_a_text_that_dropped_a_task_drops_its_task_runs():
    drive = ended(flow(work("gone"), sequence("s", work("a"), work("b")), work("z")), {"b": State.FAILED})
    runs = replanted(restarted(drive.progress, START), flow(sequence("s", work("b")), work("z")))
    assert named(runs) == {"s": "RUNNING", "b": "RESTARTED"}


def test_rearranging_costs_as_much_as_there_are_task_runs():
    def seconds(rounds):
        values = [str(number) for number in range(rounds)]
        drive = ended(flow(each("e", values, work("a"), concurrencyLimit=0), work("b")), {"a": State.FAILED})
        return min(_measured(drive, str(rounds // 2)) for _ in range(5))

    assert seconds(3200) < 40 * seconds(200)


def _measured(drive, value):
    began = time.process_time()
    restarted(drive.progress, START)
    replay(drive, "a", value)
    return time.process_time() - began


def test_a_task_of_a_dag_that_had_ended_is_not_begun_again_when_one_before_it_ends_anew():
    drive = Drive(flow(dag("dag", a=(), b=("a",)), work("c")))
    drive.to_the_end()
    first = next(run for run in drive.progress.state.runs.values() if run.task_id == "a")
    runs = with_state(drive.progress, first.id, State.WARNING, drive.now)
    opened = [replace(run, state=State.RESTARTED) if run.task_id == "a" else run for run in runs]
    drive.rearrange(opened)
    assert drive.to_the_end().state is State.SUCCESS
    assert sorted(drive.order) == ["a", "b", "c", "dag"]


def test_a_task_of_on_pause_is_neither_restarted_nor_given_another_state():
    pause = {"id": "pause", "type": f"{CORE}.flow.Pause", "onPause": work("tell")}
    drive = Drive(flow(pause))
    run = next(iter(drive.progress.state.runs.values()))
    drive.effects.clear()
    drive.take([TaskRunStarted(at=drive.now, id=run.id, attempt=False)])
    drive.take(begun_to_pause(drive.progress, run.id, drive.now, Pausing(1, State.FAILED)))
    drive.states = {"tell": State.FAILED}
    drive.to_the_end()
    assert [(each.task_id, each.state) for each in restarted(drive.progress, drive.now)] == [("pause", State.RUNNING)]
    told = next(each.id for each in drive.progress.state.runs.values() if each.task_id == "tell")
    with pytest.raises(ValueError, match="onPause"):
        with_state(drive.progress, told, State.SUCCESS, drive.now)


def test_no_round_follows_where_a_replay_begins_behind_the_tasks_of_a_loop():
    loop = {
        "id": "loop",
        "type": f"{CORE}.flow.LoopUntil",
        "condition": "x",
        "tasks": [work("a")],
        "finally": [work("clean")],
    }
    drive = ended(flow(loop, work("z")))
    kept = replay(drive, "clean")
    assert named(kept)["loop"] == "RUNNING"
    drive.condition = lambda run: len(drive.order) > 9
    assert go_on(drive, kept).state is State.SUCCESS
    assert drive.order == ["loop", "a", "clean", "z"]


def test_a_replay_in_a_round_of_a_loop_counts_on_from_that_round():
    loop = {"id": "loop", "type": f"{CORE}.flow.LoopUntil", "condition": "x", "tasks": [work("a")]}
    drive = Drive(flow(loop), condition=lambda run: run.rounds == 3)
    drive.to_the_end()
    assert drive.progress.outputs.outputs["loop"] == {"iterationCount": 3}
    kept = replay(drive, "a")
    assert [run.outputs for run in kept if run.task_id == "loop"] == [{"iterationCount": 3}]
    assert go_on(drive, kept).state is State.SUCCESS
    assert drive.progress.outputs.outputs["loop"] == {"iterationCount": 3}
