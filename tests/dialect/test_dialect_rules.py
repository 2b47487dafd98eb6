from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
HEAD = "id: f\nnamespace: company.team\n"
SAY = f"  - id: say\n    type: {CORE}.log.Log\n    message: hello\n"
TASKS = f"tasks:\n{SAY}"


def found(text, dialect="kestra2"):
    return [(each.code, each.path) for each in wt.check(HEAD + text, dialect=dialect)]


def remedy(text):
    (diagnostic,) = wt.check(HEAD + text, dialect="kestra2")
    assert diagnostic.code == "WT-170"
    return diagnostic.remedy


def trigger(conditions, kind="Schedule", more='    cron: "@daily"\n'):
    return f"{TASKS}triggers:\n  - id: t\n    type: {CORE}.trigger.{kind}\n{more}    conditions: {conditions}\n"


def test_a_dialect_has_a_name():
    with pytest.raises(wt.WavetankError, match="kestra1 or kestra2"):
        wt.check(HEAD + TASKS, dialect="kestra3")


NEWER = f"""\
tasks:
  - id: say
    type: {CORE}.log.Log
    when: "{{{{ inputs.n > 1 }}}}"
    message: hello
inputs:
  - {{id: n, type: INT}}
checks:
  - {{when: "{{{{ inputs.n > 0 }}}}", message: too few}}
triggers:
  - id: hook
    type: {CORE}.trigger.Webhook
    key: k
    when: "{{{{ trigger.body.x == 1 }}}}"
  - id: after
    type: {CORE}.trigger.Flow
    dependsOn: [{{namespace: a, flowId: b}}, {{namespace: a, flowId: c, states: [FAILED]}}]
    mode: AT_LEAST
    minSatisfied: 1
    window: {{deadline: "09:00:00"}}
"""


def test_what_is_new_in_kestra_2_is_taken_there():
    assert found(NEWER) == []


def test_what_is_new_in_kestra_2_is_refused_for_kestra_1_with_what_to_write_there():
    newer = [each for each in wt.check(HEAD + NEWER) if each.code == "WT-171"]
    assert [each.path for each in newer] == [
        "tasks[0].when",
        "checks[0].when",
        "triggers[0].when",
        "triggers[1].dependsOn",
        "triggers[1].mode",
        "triggers[1].minSatisfied",
        "triggers[1].window",
    ]
    assert newer[0].remedy.startswith("Write `runIf`.")
    with wt.Engine() as engine, pytest.raises(wt.FlowError):
        engine.deploy(HEAD + NEWER)


def test_what_is_gone_is_listed_with_what_to_write_instead():
    text = f"""\
tasks:
  - id: each
    type: {CORE}.flow.ForEach
    values: "{{{{ json(inputs.x) | json }}}}"
    tasks:
      - id: say
        type: {CORE}.log.Log
        message: "{{{{ currentEachOutput(outputs.x) ~ 'json(x) | json' }}}}"
pluginDefaults:
  - type: {CORE}.log.Log
    values: {{level: WARN}}
listeners:
  - tasks: [{{id: end, type: {CORE}.log.Log, message: over}}]
"""
    gone = [each for each in wt.check(HEAD + text, dialect="kestra2") if each.code == "WT-170"]
    assert [(each.line, each.path) for each in gone] == [
        (5, "tasks[0].type"),
        (6, "tasks[0].values"),
        (6, "tasks[0].values"),
        (10, "tasks[0].tasks[0].message"),
        (11, "pluginDefaults"),
        (14, "listeners"),
    ]
    assert "io.kestra.plugin.core.flow.Loop" in gone[0].remedy
    assert [each.remedy for each in gone[1:3]] == ["Write `fromJson(…)`.", "Write `toJson`."]
    assert not [code for code, _ in found(text, "kestra1") if code == "WT-170"]


@pytest.mark.parametrize(
    ("written", "path", "said"),
    [
        ("inputs:\n  - {name: n, type: INT}\n", "inputs[0].name", "Write `id`."),
        ("inputs:\n  - {id: n, type: BOOLEAN}\n", "inputs[0].type", "Write `BOOL`."),
        ("inputs:\n  - {id: n, type: ENUM, values: [a]}\n", "inputs[0].type", "Write `SELECT`."),
        (f"  - {{id: x, type: {CORE}.flow.Pause, delay: PT1S}}\n", "tasks[1].delay", "Write `pauseDuration`."),
        (f"  - {{id: x, type: {CORE}.debug.Echo, format: a}}\n", "tasks[1].type", "log.Log"),
        (f"  - {{id: x, type: {CORE}.execution.Exit, state: CANCELED}}\n", "tasks[1].state", "Write `CANCELLED`."),
        (f"  - {{id: x, type: {CORE}.state.Get}}\n", "tasks[1].type", "kv.Get"),
        (f"  - {{id: x, type: {CORE}.trigger.Toggle, trigger: t, enabled: true}}\n", "tasks[1].type", "API"),
        (
            f'triggers:\n  - {{id: t, type: {CORE}.trigger.Schedule, cron: "@daily", minLogLevel: WARN}}\n',
            "triggers[0].minLogLevel",
            "Write `logLevel`.",
        ),
    ],
)
def test_what_was_deprecated_is_gone_in_kestra_2_and_told_once(written, path, said):
    (diagnostic,) = wt.check(HEAD + TASKS + written, dialect="kestra2")
    assert (diagnostic.code, diagnostic.path) == ("WT-170", path)
    assert said in diagnostic.remedy
    assert [each.code for each in wt.check(HEAD + TASKS + written) if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{type: C.DayWeek, dayOfWeek: MONDAY}", "dayOfWeek(trigger.date) == 'MONDAY'"),
        ("{type: C.Weekend}", "isWeekend(trigger.date)"),
        ("{type: C.PublicHoliday, country: FR}", "isPublicHoliday(trigger.date, 'FR')"),
        (
            "{type: C.DayWeekInMonth, dayOfWeek: MONDAY, dayInMonth: FIRST}",
            "isDayWeekInMonth(trigger.date, 'MONDAY', 'FIRST')",
        ),
        (
            "{type: C.Not, conditions: [{type: C.Weekend}, {type: C.Expression, expression: '{{ vars.off }}'}]}",
            "not (isWeekend(trigger.date) or vars.off)",
        ),
        ("{type: C.DateTimeBetween, after: '2024-01-01T00:00:00Z'}", "trigger.date > '2024-01-01T00:00:00Z'"),
    ],
)
def test_conditions_are_said_as_one_expression(condition, said):
    written = condition.replace("C.", f"{CORE}.condition.")
    assert remedy(trigger(f"[{written}]")) == f'Write `when: "{{{{ {said} }}}}"`.'


def test_several_conditions_are_one_expression():
    weekend, either = f"{{type: {CORE}.condition.Weekend}}", f"type: {CORE}.condition.Or, conditions: "
    both = f"[{weekend}, {{{either}[{weekend}, {weekend}]}}]"
    assert "isWeekend(trigger.date) and (isWeekend(trigger.date) or isWeekend(trigger.date))" in remedy(trigger(both))


def test_conditions_of_a_flow_trigger_are_said_as_dependencies():
    conditions = (
        f"[{{type: {CORE}.condition.ExecutionFlow, namespace: a, flowId: b}}, "
        f"{{type: {CORE}.condition.ExecutionStatus, in: [SUCCESS]}}]"
    )
    assert remedy(trigger(conditions, "Flow", "")) == (
        'Write `dependsOn: [{"namespace": "a", "flowId": "b", "states": ["SUCCESS"]}]`.'
    )


def test_a_task_has_one_condition():
    text = TASKS + '    when: "{{ true }}"\n    runIf: "{{ false }}"\n'
    assert found(text) == [("WT-136", "tasks[0].when")]


@pytest.mark.parametrize(
    ("window", "refused"),
    [
        ("{deadline: '09:00:00'}", False),
        ("{from: '08:00:00', to: '09:00:00'}", False),
        ("{every: PT1H, offset: PT5M}", False),
        ("{lookback: PT1H}", False),
        ("{fireOnce: true}", False),
        ("{deadline: '09:00:00', fireOnce: true}", False),
        ("{from: '08:00:00'}", True),
        ("{deadline: '09:00:00', lookback: PT1H}", True),
    ],
)
def test_a_window_has_one_of_four_forms(window, refused):
    text = f"{TASKS}triggers:\n  - id: t\n    type: {CORE}.trigger.Flow\n    dependsOn: [{{namespace: a}}]\n"
    codes = [code for code, _ in found(f"{text}    window: {window}\n")]
    assert codes == (["WT-136"] if refused else [])


def test_what_to_do_on_a_miss_is_told_as_another_flow():
    text = f"{TASKS}triggers:\n  - id: t\n    type: {CORE}.trigger.Flow\n    dependsOn: [{{namespace: a}}]\n"
    diagnostics = wt.check(HEAD + text + "    onMiss: {behavior: FAIL}\n", dialect="kestra2")
    missed = next(each for each in diagnostics if each.path == "triggers[0].onMiss")
    assert "a Schedule at the deadline" in missed.remedy
