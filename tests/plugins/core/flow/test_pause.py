from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """
id: f
namespace: n
%s
tasks:
  - {id: pause, type: io.kestra.plugin.core.flow.Pause, %s}
  - {id: next, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.tell.value ?? 'nothing' }}"}
"""
TELL = "onPause: {id: tell, type: io.kestra.plugin.core.debug.Return, format: '{{ execution.state }}'}"


@pytest.fixture
def clock():
    return wt.lab.VirtualClock("2024-06-15T10:00:00Z")


@pytest.fixture
def engine(clock):
    with wt.Engine(clock=clock) as engine:
        yield engine


def begin(engine, written, more=""):
    engine.deploy(FLOW % (more, written))
    run = engine.run("n.f", wait=False)
    engine.settle()
    return run


def test_a_task_runs_when_the_pause_begins_and_its_outputs_are_there_after_it(engine):
    run = begin(engine, TELL)
    present = engine.execution(run.id)
    assert present.state == "PAUSED"
    assert [(each.task_id, each.state) for each in present.task_runs] == [("pause", "PAUSED"), ("tell", "SUCCESS")]
    engine.resume(run.id)
    ended = run.wait(10)
    assert ended.state == "SUCCESS"
    assert ended["next"]["value"] == "PAUSED"


@pytest.mark.parametrize(
    ("behavior", "state", "tasks"),
    [
        ("RESUME", "SUCCESS", ["pause", "next"]),
        ("WARN", "WARNING", ["pause", "next"]),
        ("FAIL", "FAILED", ["pause"]),
        ("CANCEL", "CANCELLED", ["pause"]),
    ],
)
def test_a_pause_that_nobody_ended_ends_as_its_behavior_says(engine, clock, behavior, state, tasks):
    run = begin(engine, f"pauseDuration: PT1H, behavior: \"{{{{ '{behavior}' }}}}\"")
    clock.advance(3600)
    engine.settle()
    ended = engine.execution(run.id)
    assert ended.state == state
    assert [each.task_id for each in ended.task_runs] == tasks
    assert ended.duration == 3600


def test_a_pause_that_somebody_ended_is_a_success_whatever_its_behavior(engine, clock):
    run = begin(engine, "pauseDuration: PT1H, behavior: CANCEL")
    engine.resume(run.id)
    clock.advance(7200)
    engine.settle()
    assert engine.execution(run.id).state == "SUCCESS"


def test_a_paused_execution_holds_its_place_and_the_next_one_is_queued_until_it_has_ended(engine, clock):
    first = begin(engine, "delay: PT1H", "concurrency: {limit: 1}")
    second = engine.run("n.f", wait=False)
    engine.settle()
    assert (engine.execution(first.id).state, engine.execution(second.id).state) == ("PAUSED", "QUEUED")
    clock.advance(7200)
    engine.settle()
    states = [change.state for change in engine.execution(second.id).history]
    assert states[:3] == ["CREATED", "QUEUED", "RUNNING"]
    assert states[-1] == "SUCCESS"


def test_a_timeout_that_comes_before_the_duration_is_over_fails_the_task(engine, clock):
    run = begin(engine, "pauseDuration: PT2H, timeout: PT1H, behavior: WARN")
    clock.advance(3600)
    engine.settle()
    assert engine.execution(run.id).state == "FAILED"


@pytest.mark.parametrize(
    ("behavior", "state"), [("RESUME", "SUCCESS"), ("WARN", "WARNING"), ("FAIL", "FAILED"), ("CANCEL", "CANCELLED")]
)
def test_a_pause_that_ended_tells_when_and_in_which_state(engine, clock, behavior, state):
    run = begin(engine, f"pauseDuration: PT1H, behavior: {behavior}")
    clock.advance(3600)
    engine.settle()
    assert engine.execution(run.id)["pause"] == {"resumed": {"on": "2024-06-15T11:00:00Z", "to": state}}


def test_a_pause_that_somebody_ended_tells_by_whom_if_that_is_known(engine):
    known, unknown = begin(engine, "onResume: []"), begin(engine, "onResume: []")
    engine.resume(known.id, by="ann")
    engine.resume(unknown.id)
    on = "2024-06-15T10:00:00Z"
    assert known.wait(10)["pause"] == {"resumed": {"by": "ann", "on": on, "to": "SUCCESS"}}
    assert unknown.wait(10)["pause"] == {"resumed": {"on": on, "to": "SUCCESS"}}


def test_a_behavior_that_is_none_is_refused_or_fails_the_task(engine):
    with pytest.raises(wt.FlowError, match="behavior"):
        engine.deploy(FLOW % ("", "pauseDuration: PT1H, behavior: STOP"))
    run = begin(engine, "pauseDuration: PT1H, behavior: \"{{ 'STOP' }}\"")
    assert "`behavior` is one of RESUME" in engine.execution(run.id).error


def say(task_id):
    return f"{{id: {task_id}, type: io.kestra.plugin.core.log.Log, message: x}}"


@pytest.mark.parametrize(
    ("limit", "state", "tasks"),
    [
        ("timeout: PT1H", "FAILED", ["pause", "tell", "clean"]),
        ("timeout: PT1H, allowFailure: true", "WARNING", ["pause", "tell", "clean", "next"]),
        ("pauseDuration: PT1H, behavior: WARN", "WARNING", ["pause", "clean", "next"]),
        ("pauseDuration: PT1H", "SUCCESS", ["pause", "after", "clean", "next"]),
    ],
)
def test_errors_and_finally_of_a_pause_run_when_nobody_ended_it(engine, clock, limit, state, tasks):
    rest = f"errors: [{say('tell')}], finally: [{say('clean')}], tasks: [{say('after')}]"
    run = begin(engine, f"{limit}, {rest}")
    clock.advance(3600)
    engine.settle()
    ended = engine.execution(run.id)
    assert (ended.state, ended.task_runs[0].state) == (state, state)
    assert [each.task_id for each in ended.task_runs] == tasks


def test_a_pause_that_was_not_ended_in_time_goes_on_with_its_errors_in_the_next_engine(clock, tmp_path):
    wait = "{id: wait, type: io.kestra.plugin.core.flow.Pause}"
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        run = begin(engine, f"timeout: PT1H, errors: [{wait}, {say('tell')}], tasks: [{say('after')}]")
        clock.advance(3600)
        engine.settle()
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.resume(run.id)
        engine.settle()
        ended = engine.execution(run.id)
        assert [(each.task_id, each.state) for each in ended.task_runs] == [
            ("pause", "FAILED"),
            ("wait", "SUCCESS"),
            ("tell", "SUCCESS"),
        ]
        assert "time" in ended.error


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ("behavior: RESUME", ["CREATED", "RUNNING", "PAUSED", "SUCCESS"]),
        (f"tasks: [{say('after')}]", ["CREATED", "RUNNING", "PAUSED", "RUNNING", "SUCCESS"]),
        (f"finally: [{say('clean')}]", ["CREATED", "RUNNING", "PAUSED", "RUNNING", "SUCCESS"]),
    ],
)
def test_a_pause_that_is_resumed_runs_again_only_for_what_is_written_inside(engine, written, way):
    run = begin(engine, written)
    engine.resume(run.id)
    assert [change.state for change in run.wait(10).task_runs[0].history] == way
