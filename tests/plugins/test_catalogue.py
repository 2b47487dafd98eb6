"""The names under which types were known, by the list of Kestra 0.17 and the aliases since."""

from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.plugins.catalogue import built_in

CORE = "io.kestra.plugin.core"
OLD = "io.kestra.core"
SAME = {
    "debugs": ("debug", "Echo Return"),
    "executions": ("execution", "Fail Labels"),
    "flows": (
        "flow",
        "AllowFailure Dag EachParallel EachSequential ForEachItem If Parallel Pause Sequential Subflow Switch Template",
    ),
    "log": ("log", "Fetch Log"),
    "states": ("state", "Delete Get Set"),
    "storages": ("storage", "Concat DeduplicateItems Delete FilterItems LocalFiles Reverse Size Split"),
    "templating": ("templating", "TemplatedTask"),
    "trigger": ("trigger", "Toggle"),
}
CONDITIONS = (
    "DateTimeBetween DayWeek DayWeekInMonth ExecutionFlow ExecutionLabels ExecutionNamespace ExecutionOutputs "
    "ExecutionStatus HasRetryAttempt Not Or PublicHoliday TimeBetween Weekend"
)
DEPRECATED = ("FlowCondition", "FlowNamespaceCondition", "MultipleCondition")
OTHERS = {
    f"{OLD}.models.conditions.types.VariableCondition": f"{CORE}.condition.Expression",
    f"{CORE}.condition.ExpressionCondition": f"{CORE}.condition.Expression",
    f"{OLD}.models.tasks.runners.types.ProcessTaskRunner": f"{CORE}.runner.Process",
    "io.kestra.plugin.scripts.runner.docker.DockerTaskRunner": "io.kestra.plugin.scripts.runner.docker.Docker",
    f"{OLD}.tasks.executions.Counts": f"{CORE}.execution.Count",
    f"{OLD}.tasks.flows.Flow": f"{CORE}.flow.Subflow",
    f"{OLD}.tasks.flows.Worker": f"{CORE}.flow.WorkingDirectory",
    f"{CORE}.flow.WaitFor": f"{CORE}.flow.LoopUntil",
    f"{OLD}.tasks.storages.Purge": f"{CORE}.execution.PurgeExecutions",
    f"{CORE}.storage.Purge": f"{CORE}.execution.PurgeExecutions",
    f"{OLD}.tasks.storages.PurgeExecution": f"{CORE}.storage.PurgeCurrentExecutionFiles",
    f"{CORE}.storage.PurgeExecution": f"{CORE}.storage.PurgeCurrentExecutionFiles",
}


def former_names():
    yield from OTHERS.items()
    yield f"{OLD}.tasks.flows.WorkingDirectory", f"{CORE}.flow.WorkingDirectory"
    for package, (present, names) in SAME.items():
        for name in names.split():
            yield f"{OLD}.tasks.{package}.{name}", f"{CORE}.{present}.{name}"
    for name in CONDITIONS.split():
        yield f"{OLD}.models.conditions.types.{name}Condition", f"{CORE}.condition.{name}"
        yield f"{CORE}.condition.{name}Condition", f"{CORE}.condition.{name}"
    for name in DEPRECATED:
        yield f"{OLD}.models.conditions.types.{name}", f"{CORE}.condition.{name}"
    for name in ("Flow", "Schedule", "Webhook"):
        yield f"{OLD}.models.triggers.types.{name}", f"{CORE}.trigger.{name}"
    for name in ("Download", "Request", "Trigger"):
        yield f"io.kestra.plugin.fs.http.{name}", f"{CORE}.http.{name}"


def test_every_former_name_means_the_present_type():
    registry = built_in()
    former = dict(former_names())
    assert {name: registry.canonical(name) for name in former} == former
    assert [name for name in former.values() if registry.find(name) is None] == []


@pytest.mark.parametrize(("name", "language"), [("Bash", "shell"), ("Node", "node"), ("Python", "python")])
def test_the_old_script_tasks_are_refused_with_their_successor(name, language):
    text = f"id: f\nnamespace: n\ntasks: [{{id: a, type: {OLD}.tasks.scripts.{name}, commands: [x]}}]\n"
    (refusal,) = wt.check(text)
    assert f"io.kestra.plugin.scripts.{language}.Commands" in refusal.remedy
