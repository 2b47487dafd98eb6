"""What `engine.why` answers, case by case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import wavetank as wt

NAMESPACE = "company.team"
CORE = "io.kestra.plugin.core"
START = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def engine():
    with wt.Engine(clock=wt.lab.VirtualClock(START), config={"wavetank.server.port": 0}) as engine:
        yield engine


@pytest.fixture
def clock(engine):
    return engine.clock


@pytest.fixture
def deploy(engine):
    """Deploys a flow of this id with this text below it; returns its key."""

    def put(text, flow_id="flow"):
        engine.deploy(f"id: {flow_id}\nnamespace: {NAMESPACE}\n{text}")
        return f"{NAMESPACE}.{flow_id}"

    return put


@pytest.fixture
def why(engine):
    return lambda *subject: str(engine.why(*subject))


FAILING = """\
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: one
  - id: load
    type: io.kestra.plugin.core.debug.Return
    description: it fails
    format: "{{ outputs.first.nothing }}"
  - id: last
    type: io.kestra.plugin.core.log.Log
    message: done
errors:
  - id: sorry
    type: io.kestra.plugin.core.log.Log
    message: sorry
"""


def test_a_failed_execution_names_the_task_its_line_and_the_property(engine, deploy, why):
    execution = engine.run(deploy(FAILING))
    told = why(execution)
    assert told.startswith(f"Execution {execution.id} of company.team.flow is FAILED; started by hand.")
    assert "task load failed (line 7 of the flow)" in told
    assert '10 |     format: "{{ outputs.first.nothing }}"' in told
    assert "^^^^^" in told


def test_a_flow_without_triggers_is_answered_for_by_its_newest_execution(engine, deploy, why):
    flow = deploy(FAILING)
    assert "only a call of run starts it" in why(flow)
    execution = engine.run(flow)
    assert why(flow) == why(execution)


def test_an_event_whose_execution_failed_is_answered_for_by_what_failed(engine, deploy, why):
    flow = deploy(FAILING + "triggers:\n  - {id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: known}\n")
    verdict = engine.fire(flow, "hook")
    told = why(flow)
    assert told == why(verdict.execution)
    assert "task load failed" in told
    assert "hook" in told


def test_a_task_that_was_not_reached_says_what_stood_before_it(engine, deploy, why):
    execution = engine.run(deploy(FAILING))
    told = why(execution, "last")
    assert told.startswith("Task last was not reached")
    assert "task load failed" in told
    assert "11 |   - id: last" in told


def test_a_task_of_errors_says_when_it_runs(engine, deploy, why):
    key = deploy(FAILING.replace("outputs.first.nothing", "1"))
    assert "it stands in `errors`, which runs only when a task has failed" in why(engine.run(key), "sorry")


def test_a_skipped_task_shows_its_condition_with_what_it_read(engine, deploy, why):
    key = deploy(
        """\
inputs: [{id: n, type: INT, defaults: 1}]
tasks:
  - {id: maybe, type: io.kestra.plugin.core.log.Log, message: hello, runIf: "{{ inputs.n > 3 }}"}
"""
    )
    execution = engine.run(key)
    told = "task maybe was skipped: runIf {{ inputs.n > 3 }} = false (inputs.n = 1)"
    assert told in why(execution)
    assert told in why(execution, "maybe")


BRANCHES = """\
inputs: [{id: n, type: INT, defaults: 1}]
tasks:
  - id: if
    type: io.kestra.plugin.core.flow.If
    condition: "{{ inputs.n > 3 }}"
    then:
      - id: block
        type: io.kestra.plugin.core.flow.Sequential
        tasks:
          - {id: high, type: io.kestra.plugin.core.log.Log, message: high}
    else:
      - {id: low, type: io.kestra.plugin.core.log.Log, message: low}
  - {id: never, type: io.kestra.plugin.core.log.Log, message: never, disabled: true}
"""


def test_a_branch_that_was_not_taken_shows_the_condition(engine, deploy, why):
    execution = engine.run(deploy(BRANCHES))
    for task in ("high", "block"):
        assert "if chose other tasks: {{ inputs.n > 3 }} = false (inputs.n = 1)" in why(execution, task)
    assert "its question: {{ inputs.n > 3 }} = false" in why(execution, "if")
    assert "it is disabled" in why(execution, "never")
    with pytest.raises(wt.NotFoundError, match=r"no task 'nothing'\. It has: if, block"):
        why(execution, "nothing")


def test_each_attempt_and_the_next_one_are_told(engine, deploy, clock, why):
    key = deploy(
        """\
tasks:
  - id: fail
    type: io.kestra.plugin.core.execution.Fail
    retry: {type: constant, interval: PT10M, maxAttempts: 2}
"""
    )
    execution = engine.run(key, wait=False)
    engine.settle()
    assert "task fail failed at attempt 1 and is tried again at 2025-01-01 00:10:00 UTC" in why(execution)
    clock.advance(timedelta(minutes=11))
    told = why(execution, "fail")
    assert "task fail failed after 2 attempts" in told
    assert "attempt 1: FAILED" in told


PAUSES = """\
tasks:
  - id: ask
    type: io.kestra.plugin.core.flow.Pause
    onResume: [{id: reason, type: STRING}]
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    pauseDuration: PT1H
  - {id: done, type: io.kestra.plugin.core.log.Log, message: done}
"""


def test_a_paused_execution_says_who_or_what_it_waits_for(engine, deploy, why):
    execution = engine.run(deploy(PAUSES), wait=False)
    engine.settle()
    assert f"task ask waits for somebody: %flow resume {execution.id} -i reason=…" in why(execution)
    assert "task ask waits for somebody" in why(execution, "done")
    engine.resume(execution.id, {"reason": "so"})
    engine.settle()
    assert "task wait waits until 2025-01-01 01:00:00 UTC, 1 h 00 min from now" in why(execution)


def test_one_that_was_paused_by_hand_says_how_it_goes_on(engine, deploy, why):
    execution = engine.run(
        deploy("tasks: [{id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}]"), wait=False
    )
    engine.settle()
    assert "task s runs since" in why(execution)
    engine.pause(execution.id)
    assert f"it was paused by hand and begins nothing new: %flow resume {execution.id}" in why(execution)


def test_a_queued_execution_names_those_that_hold_the_places(engine, deploy, why):
    key = deploy("concurrency: {limit: 1}\ntasks: [{id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}]")
    first, second, third = (engine.run(key, wait=False) for _ in range(3))
    engine.settle()
    assert f"it waits for one of the 1 places of its flow; they are taken by {first.id}" in why(second)
    assert "1 other is before it in the queue" in why(third)
    assert "it is in the queue of its flow" in why(second, "s")


def test_what_was_left_out_of_a_partial_run_is_told(engine, deploy, why):
    key = deploy(FAILING)
    execution = engine.run(key, to="first", given={"first": "x"})
    assert "it was asked to run up to task first, and no further" in why(execution)
    assert "task first did no work: its outputs are given by hand" in why(execution)
    assert "run up to task first" in why(execution, "load")


HOOK = """\
tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: a}]
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: a-key
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.body.n > 3 }}"
"""


def test_a_rejected_event_shows_the_condition_with_its_rendered_parts(engine, deploy, why):
    verdict = engine.fire(deploy(HOOK), "hook", {"body": {"n": 1}})
    told = why(verdict)
    assert told == why(verdict.id) == why(verdict.identity) == why("company.team.flow")
    assert "rejected at the stage conditions" in told
    assert "{{ trigger.body.n > 3 }} = false (trigger.body.n = 1)" in told
    assert 'payload: {"body":{"n":1}' in told.replace('"headers":{},', "").replace(" ", "") or "payload:" in told


def test_a_trigger_tells_its_url_its_conditions_and_its_last_events(engine, deploy, why):
    key = deploy(HOOK)
    assert "It has received no event yet." in why((key, "hook"))
    engine.fire(key, "hook", {"body": {"n": 1}})
    told = why((key, "hook"))
    assert "Trigger hook of company.team.flow is LISTENING" in told
    assert "each event must pass its conditions: Expression" in told
    assert "REJECTED" in told
    engine.pause_trigger(key, "hook")
    assert "it is paused: %flow resume company.team.flow hook" in why((key, "hook"))


def test_a_schedule_tells_its_dates_and_the_execution_that_it_waits_for(engine, deploy, clock, why):
    key = deploy(
        """\
tasks: [{id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT3H}]
triggers:
  - {id: hourly, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 * * * *"}
"""
    )
    engine.settle(5)
    told = why((key, "hourly"))
    assert "next date: 2025-01-01 01:00:00 UTC, 1 h 00 min from now" in told
    clock.advance(timedelta(minutes=61))
    (running,) = engine.executions()
    told = why((key, "hourly"))
    assert "evaluated last: 2025-01-01 01:00:00 UTC" in told
    assert f"it fires again when execution {running.id} has ended: `allowConcurrent` is not true" in told


def test_a_backfill_is_told(engine, deploy, why):
    key = deploy(
        """\
tasks: [{id: s, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}]
triggers:
  - {id: hourly, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 * * * *"}
"""
    )
    engine.backfill(key, "hourly", datetime(2024, 12, 31, tzinfo=UTC), datetime(2024, 12, 31, 5, tzinfo=UTC))
    engine.pause_backfill(key, "hourly")
    assert "a backfill from 2024-12-31 00:00:00 UTC to 2024-12-31 05:00:00 UTC goes first, paused" in why(
        (key, "hourly")
    )


def test_a_flow_trigger_tells_what_its_window_waits_for(engine, deploy, why):
    for name in ("left", "right"):
        deploy("tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: a}]", name)
    key = deploy(
        """\
tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: a}]
triggers:
  - id: both
    type: io.kestra.plugin.core.trigger.Flow
    preconditions:
      id: window
      flows:
        - {namespace: company.team, flowId: left}
        - {namespace: company.team, flowId: right}
"""
    )
    engine.run("company.team.left")
    engine.settle()
    told = why((key, "both"))
    assert "1 of 2 conditions became true, and waits for" in told


def test_a_polling_trigger_tells_which_condition_keeps_it_from_looking(engine, deploy, why):
    key = deploy(
        """\
tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: a}]
triggers:
  - id: poll
    type: io.kestra.plugin.core.http.Trigger
    uri: http://127.0.0.1:1/nothing
    interval: PT1H
    conditions:
      - {type: io.kestra.plugin.core.condition.Weekend}
"""
    )
    assert "it does not look at its source now: Condition io.kestra.plugin.core.condition.Weekend is false" in why(
        (key, "poll")
    )


def test_disabled_flows_and_triggers_say_so(deploy, why):
    key = deploy(HOOK.replace("id: hook", "id: hook\n    disabled: true"))
    assert "it is written as disabled" in why((key, "hook"))
    key = deploy(f"disabled: true\n{HOOK}", "idle")
    assert "Flow company.team.idle is disabled, so trigger hook is off." in why((key, "hook"))


def test_a_secret_stands_in_no_explanation(engine, deploy, why):
    engine.secrets["TOKEN"] = "do-not-tell"
    key = deploy(
        "tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: a, runIf: \"{{ secret('TOKEN') == 'x' }}\"}]"
    )
    told = why(engine.run(key))
    assert "was skipped" in told
    assert "do-not-tell" not in told


def test_it_shows_itself_with_the_lines_of_the_flow(engine, deploy):
    shown = engine.why(engine.run(deploy(FAILING)))._repr_html_()
    assert "<li>task load failed" in shown
    assert "<pre>" in shown
