"""Whatever a flow is and however it went: restart, replay and a change of state lead to an end, by the rules."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from wavetank.core.execution_state import ExecutionState
from wavetank.core.level import AFTER
from wavetank.core.rearranging import renamed, replayed, restarted, with_state
from wavetank.core.replanting import replanted
from wavetank.ids import seeded_ids
from wavetank.model.state import State

from .chance import Chance
from .drive import Drive
from .flows import flow


def to_the_end(drive, chance):
    steps = 0
    while drive.effects:
        steps += 1
        assert steps < 3000, "it does not end"
        drive.restart() if chance.random.random() < 0.05 else drive.step()


def rearranged(drive, chance):
    """Task runs after one of the operations, None where it is not possible."""
    runs = [run for run in drive.progress.state.runs.values() if run.branch != AFTER]
    runs = [run for run in runs if not any(each.branch == AFTER for each in drive.progress.state.ancestors(run))]
    operation = chance.random.choice(["replay", "restart", "state"])
    if operation == "restart" or not runs:
        try:
            return restarted(drive.progress, drive.now)
        except ValueError:
            return None
    chosen = chance.random.choice(runs).id
    if operation == "replay":
        return replayed(drive.progress, chosen, drive.now)
    return with_state(
        drive.progress, chosen, chance.random.choice([State.SUCCESS, State.WARNING, State.FAILED]), drive.now
    )


@settings(max_examples=int(os.environ.get("WAVETANK_EXAMPLES", "200")), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_an_execution_that_is_rearranged_ends_and_keeps_the_rules(seed):
    chance = Chance(seed)
    written = chance.flow()
    states = {task.id: chance.state() for task in written.walk()}
    drive = Drive(written, states, lambda effects: chance.random.randrange(len(effects)))
    to_the_end(drive, chance)
    for _ in range(3):
        runs = rearranged(drive, chance)
        if runs is None:
            continue
        drive.states.update({task.id: chance.state() for task in written.walk()})
        drive.rearrange(runs)
        to_the_end(drive, chance)
        state = drive.progress.state
        assert state.state.terminated
        assert all(run.state.terminated for run in state.runs.values())
        keys = [(run.parent_id, run.task_id, run.value) for run in state.runs.values()]
        assert len(keys) == len(set(keys)), "a task ran twice"
        assert all(run.parent_id is None or run.parent_id in state.runs for run in state.runs.values())
        assert ExecutionState.of(drive.records).runs == state.runs


def edited(written, chance):
    """Another text of a flow: tasks are gone, added, or stand elsewhere."""
    document = written.to_dict()
    lists = [document["tasks"]]
    for tasks in lists:
        lists += [task["tasks"] for task in tasks if "tasks" in task]
    for tasks in lists:
        if len(tasks) > 1 and chance.random.random() < 0.3:
            tasks.pop(chance.random.randrange(len(tasks)))
        if chance.random.random() < 0.4:
            tasks.insert(chance.random.randint(0, len(tasks)), chance.task(3))
        if chance.random.random() < 0.2:
            chance.random.shuffle(tasks)
    rest = {name: value for name, value in document.items() if name not in {"tasks", "id", "namespace"}}
    return flow(*document["tasks"], **rest)


@settings(max_examples=int(os.environ.get("WAVETANK_EXAMPLES", "200")), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_an_execution_goes_over_to_any_other_text_or_is_refused(seed):
    chance = Chance(seed)
    written = chance.flow()
    drive = Drive(written, {task.id: chance.state() for task in written.walk()})
    to_the_end(drive, chance)
    other = edited(written, chance)
    try:
        runs = rearranged(drive, chance)
        planted = replanted(runs, other) if runs is not None else None
    except ValueError:
        return
    if planted is None:
        return
    again = Drive(other, {task.id: chance.state() for task in other.walk()})
    again.rearrange(renamed(planted, seeded_ids(9)))
    to_the_end(again, chance)
    state = again.progress.state
    assert state.state.terminated
    assert all(run.state.terminated for run in state.runs.values())
    keys = [(run.parent_id, run.task_id, run.value) for run in state.runs.values()]
    assert len(keys) == len(set(keys)), "a task ran twice"
