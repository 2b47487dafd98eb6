"""An execution with ten times as many task runs costs ten times as much, whatever happens in it."""

from __future__ import annotations

import pytest

from wavetank.core.effects import Wake
from wavetank.core.progress import Progress
from wavetank.core.results import attempt_over, begun_to_pause, resumed
from wavetank.model.pausing import Pausing
from wavetank.model.records import ExecutionEntered, TaskRunEnded, TaskRunStarted
from wavetank.model.state import State

from .drive import Drive
from .flows import CORE, each, flow, parallel, sequence, work
from .operation_count import OperationCount

FEW, MANY = 60, 600
AGAIN = {"type": "constant", "interval": "PT1S", "maxAttempt": 2}


def values(count):
    return [str(number) for number in range(count)]


def one_after_another(count):
    drive = Drive(flow(each("loop", values(count), work("a"))))
    return drive.to_the_end


def side_by_side(count):
    drive = Drive(flow(each("loop", values(count), work("a"), work("b"), concurrencyLimit=0)), choose=len_less_one)
    return drive.to_the_end


def len_less_one(effects):
    return len(effects) - 1


def in_rounds(count):
    loop = {"id": "loop", "type": f"{CORE}.flow.LoopUntil", "condition": "x", "tasks": [work("a")]}
    drive = Drive(flow(loop), condition=lambda run: run.rounds == count)
    return drive.to_the_end


def killed_while_all_run(count):
    drive = Drive(flow(each("loop", values(count), work("a"), concurrencyLimit=0)))
    drive.step()
    return drive.kill


def each_tried_again(count):
    drive = Drive(flow(each("loop", values(count), work("a", retry=AGAIN), concurrencyLimit=0)), choose=len_less_one)
    drive.step()

    def fail_and_wake():
        for run_id in list(drive.progress.state.open)[1:]:
            failed = TaskRunEnded(at=drive.now, id=run_id, state=State.FAILED)
            drive.take(attempt_over(drive.progress, failed, 0))
        drive.effects = [effect for effect in drive.effects if isinstance(effect, Wake)]
        drive.to_the_end()

    return fail_and_wake


def each_paused_and_resumed(count):
    pause = {"id": "pause", "type": f"{CORE}.flow.Pause"}
    drive = Drive(flow(each("loop", values(count), pause, concurrencyLimit=0)))
    drive.step()
    drive.effects.clear()

    def pause_and_resume():
        runs = list(drive.progress.state.open)[1:]
        for run_id in runs:
            drive.take([TaskRunStarted(at=drive.now, id=run_id, attempt=False)])
            drive.take(begun_to_pause(drive.progress, run_id, drive.now, Pausing()))
        for run_id in runs:
            drive.take(resumed(drive.progress, run_id, drive.now))

    return pause_and_resume


def held_while_results_come(count):
    drive = Drive(flow(each("loop", values(count), work("a"), work("b"), concurrencyLimit=0)), choose=len_less_one)
    drive.step()
    drive.take([ExecutionEntered(at=drive.now, state=State.PAUSED, by_hand=True)])
    return drive.to_the_end


def taken_over(count):
    drive = Drive(
        flow(parallel("p", each("loop", values(count), work("a"), concurrencyLimit=0), sequence("s", work("b"))))
    )
    for _ in range(count):
        drive.step()

    def replay():
        progress = Progress(drive.flow)
        for record in drive.records:
            progress.apply(record)

    return replay


@pytest.mark.parametrize(
    "story",
    [
        one_after_another,
        side_by_side,
        in_rounds,
        killed_while_all_run,
        each_tried_again,
        each_paused_and_resumed,
        held_while_results_come,
        taken_over,
    ],
)
def test_ten_times_as_many_task_runs_cost_ten_times_as_much(story):
    few, many = operations(story(FEW)), operations(story(MANY))
    assert few < many < 10.5 * few


def operations(act):
    with OperationCount() as counted:
        act()
    return counted.count
