"""LoopUntil: rounds of tasks until a condition holds."""

from __future__ import annotations

import pytest

from wavetank.core.effects import AskAfterRound, Wake
from wavetank.core.rearranging import replayed, restarted
from wavetank.core.results import after_round
from wavetank.model.records import RoundBegun
from wavetank.model.state import State

from .drive import Drive
from .flows import CORE, each, flow, parallel, sequence, work


def loop(task_id, *tasks, **properties):
    return {"id": task_id, "type": f"{CORE}.flow.LoopUntil", "condition": "{{ x }}", "tasks": list(tasks), **properties}


def until(rounds):
    return lambda run: run.rounds >= rounds


def run_of(drive, task_id):
    return next(run for run in drive.progress.state.runs.values() if run.task_id == task_id)


def test_a_loop_runs_its_tasks_until_its_condition_holds_and_keeps_the_last_round_only():
    drive = Drive(flow(loop("loop", work("a"), work("b")), work("c")), condition=until(3))
    state = drive.to_the_end()
    assert state.state is State.SUCCESS
    assert [(run.task_id, run.iteration) for run in state.runs.values()][1:] == [("a", 2), ("b", 2), ("c", None)]
    assert sum(isinstance(record, RoundBegun) for record in drive.records) == 2


def test_the_execution_is_paused_between_two_rounds_for_the_interval():
    frequency = {"interval": "PT10S"}
    drive = Drive(flow(loop("loop", work("a"), checkFrequency=frequency)), condition=until(2))
    while not isinstance(drive.effects[0], Wake):
        drive.step()
    before = drive.now
    assert drive.progress.state.state is State.PAUSED
    assert run_of(drive, "loop").state is State.PAUSED
    assert 9.9 < (drive.effects[0].due - before).total_seconds() <= 10
    drive.step()
    assert drive.progress.state.state is State.RUNNING
    assert [run.state for run in drive.progress.state.runs.values()] == [State.RUNNING, State.RUNNING]


def test_a_loop_without_an_interval_waits_a_minute():
    drive = Drive(flow(loop("loop", work("a"))), condition=until(2))
    drive.step()
    drive.step()
    assert 59 < (drive.effects[0].due - drive.now).total_seconds() <= 60


def test_the_count_of_rounds_is_that_of_the_present_round_also_when_the_condition_is_asked_and_at_the_end():
    seen = []
    drive = Drive(flow(loop("loop", work("a"))), condition=lambda run: seen.append(run.outputs) or run.rounds == 2)
    assert drive.progress.outputs.outputs["loop"] == {"iterationCount": 1}
    drive.to_the_end()
    assert seen == [{"iterationCount": 1}, {"iterationCount": 2}]
    assert drive.progress.outputs.outputs["loop"] == {"iterationCount": 2}


@pytest.mark.parametrize(("fails", "state"), [(True, State.FAILED), (False, State.SUCCESS)])
@pytest.mark.parametrize("limit", [{"maxIterations": 3}, {"maxDuration": "PT90S"}])
def test_a_loop_gives_up_at_its_limit_and_fails_if_it_is_told_to(limit, fails, state):
    never = flow(loop("loop", work("a"), checkFrequency=limit, failOnMaxReached=fails), errors=[work("tell")])
    drive = Drive(never, condition=lambda run: False)
    assert drive.to_the_end().state is state
    assert run_of(drive, "loop").rounds == 3
    assert drive.order == ["loop", "a", *(["tell"] if fails else [])]
    assert next(iter(limit)) in run_of(drive, "loop").error or not fails


def test_a_task_that_fails_ends_the_loop_without_a_look_at_the_condition():
    drive = Drive(flow(loop("loop", work("a"))), {"a": State.FAILED}, condition=lambda run: pytest.fail("it was asked"))
    drive.to_the_end()
    assert run_of(drive, "loop").state is State.FAILED


@pytest.mark.parametrize(("ended", "state"), [(State.WARNING, State.WARNING), (State.SKIPPED, State.SUCCESS)])
def test_a_round_with_a_warning_or_a_skipped_task_is_followed_by_another(ended, state):
    drive = Drive(flow(loop("loop", work("a"), work("b"))), {"a": ended}, condition=until(3))
    drive.to_the_end()
    assert run_of(drive, "loop").rounds == 3
    assert run_of(drive, "loop").state is state


def test_a_loop_that_is_restarted_has_all_its_time_again():
    frequency = {"interval": "PT40S", "maxDuration": "PT90S"}
    never = flow(loop("loop", work("a"), checkFrequency=frequency, failOnMaxReached=True))
    drive = Drive(never, condition=lambda run: False)
    assert drive.to_the_end().state is State.FAILED
    drive.rearrange(restarted(drive.progress, drive.now))
    assert drive.to_the_end().state is State.FAILED
    assert run_of(drive, "loop").rounds == 4
    assert [change.state for change in run_of(drive, "loop").history].count(State.FAILED) == 2


def test_errors_and_finally_of_a_loop_run_once_at_its_end():
    rest = {"errors": [work("tell")], "finally": [work("clean")]}
    drive = Drive(flow(loop("loop", work("a"), **rest)), condition=until(3))
    drive.to_the_end()
    assert drive.order == ["loop", "a", "clean"]
    drive = Drive(flow(loop("loop", work("a"), **rest)), {"a": State.FAILED})
    drive.to_the_end()
    assert drive.order == ["loop", "a", "tell", "clean"]


def test_what_stands_inside_blocks_of_a_round_is_gone_with_it():
    inside = sequence("s", work("a"), each("values", ["x", "y"], work("b")))
    drive = Drive(flow(loop("loop", inside)), condition=until(2))
    drive.to_the_end()
    assert drive.order == ["loop", "s", "a", "values", "b", "b"]
    assert drive.progress.outputs.outputs["b"] == {"x": {"value": "b"}, "y": {"value": "b"}}


def test_a_loop_in_a_loop_forgets_only_what_belongs_to_its_value():
    drive = Drive(flow(each("values", ["x", "y"], loop("loop", work("a")))), condition=until(2))
    drive.to_the_end()
    assert drive.progress.outputs.outputs["a"] == {"x": {"value": "a"}, "y": {"value": "a"}}
    assert [run.task_id for run in drive.progress.state.runs.values()] == ["values", "loop", "a", "loop", "a"]


def test_other_branches_go_on_while_a_loop_waits():
    drive = Drive(flow(parallel("p", loop("loop", work("a")), sequence("s", work("b"), work("c")))), condition=until(2))
    while not any(isinstance(effect, Wake) for effect in drive.effects):
        drive.step()
    assert drive.progress.state.state is State.PAUSED
    drive.effects.sort(key=lambda effect: isinstance(effect, Wake))
    while not isinstance(drive.effects[0], Wake):
        drive.step()
    assert run_of(drive, "c").state is State.SUCCESS
    assert drive.to_the_end().state is State.SUCCESS


def test_a_process_that_dies_before_the_answer_asks_again_and_one_that_dies_in_the_pause_waits_on():
    drive = Drive(flow(loop("loop", work("a"))), condition=until(2))
    drive.step()
    drive.restart()
    assert [type(effect) for effect in drive.effects] == [AskAfterRound]
    assert run_of(drive, "loop").rounds == 1
    drive.step()
    drive.restart()
    assert [type(effect) for effect in drive.effects] == [Wake]
    assert drive.to_the_end().state is State.SUCCESS


def test_a_loop_that_waits_is_killed_with_its_execution():
    drive = Drive(flow(loop("loop", work("a"))), condition=until(2))
    drive.step()
    drive.step()
    drive.kill()
    assert drive.progress.state.state is State.KILLED
    assert run_of(drive, "loop").state is State.KILLED


def test_an_answer_that_makes_no_sense_says_what_is_wrong():
    drive = Drive(flow(loop("loop", work("a"))))
    drive.step()
    with pytest.raises(ValueError, match="whole number from 1 on; it is '0'"):
        after_round(drive.progress, run_of(drive, "loop").id, {"condition": "false", "maxIterations": "0"}, drive.now)
    with pytest.raises(ValueError, match="duration"):
        after_round(drive.progress, run_of(drive, "loop").id, {"condition": "false", "interval": "soon"}, drive.now)


def test_a_thousand_rounds_cost_ten_times_as_much_as_a_hundred():
    def steps(rounds):
        drive = Drive(flow(loop("loop", work("a"), work("b"))), condition=until(rounds))
        drive.to_the_end()
        assert len(run_of(drive, "loop").history) <= 4
        return len(drive.records)

    assert steps(1001) - steps(101) == 900 * (steps(102) - steps(101))


def test_a_loop_whose_finally_is_replayed_asks_no_further_question():
    rest = {"finally": [work("clean")], "checkFrequency": {"maxIterations": 1}, "failOnMaxReached": True}
    drive = Drive(flow(loop("loop", work("a"), **rest)), condition=lambda run: False)
    assert drive.to_the_end().state is State.FAILED
    drive.condition = lambda run: pytest.fail("it was asked")
    drive.rearrange(replayed(drive.progress, run_of(drive, "clean").id, drive.now))
    assert drive.to_the_end().state is State.FAILED
    assert drive.order == ["loop", "a", "clean"]
