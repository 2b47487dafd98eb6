"""Which types there are, and where each lives. Reading this imports none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.registry import TypeRegistry

if TYPE_CHECKING:
    from collections.abc import Iterator

_CORE = "io.kestra.plugin.core"
_PLUGINS = "wavetank.plugins"
_SCRIPTS = "io.kestra.plugin.scripts"
_LANGUAGES = (
    *("bun", "deno", "dotnet", "go", "groovy", "jbang", "julia", "lua"),
    *("node", "perl", "php", "powershell", "python", "r", "ruby", "shell"),
)
_CONDITIONS = {
    "DateTimeBetween": "date_time_between",
    "DayWeek": "day_week",
    "DayWeekInMonth": "day_week_in_month",
    "ExecutionFlow": "execution_flow",
    "ExecutionLabels": "execution_labels",
    "ExecutionNamespace": "execution_namespace",
    "ExecutionOutputs": "execution_outputs",
    "ExecutionStatus": "execution_status",
    "Expression": "expression",
    "FlowCondition": "flow_condition",
    "FlowNamespaceCondition": "flow_namespace_condition",
    "HasRetryAttempt": "has_retry_attempt",
    "MultipleCondition": "multiple_condition",
    "Not": "not_",
    "Or": "or_",
    "PublicHoliday": "public_holiday",
    "TimeBetween": "time_between",
    "Weekend": "weekend",
}

PLACES = {f"{_CORE}.condition.{name}": f"{_PLUGINS}.core.condition.{file}:{name}" for name, file in _CONDITIONS.items()}
PLACES |= {
    f"{_CORE}.debug.Return": f"{_PLUGINS}.core.debug.return_:Return",
    f"{_CORE}.flow.AllowFailure": f"{_PLUGINS}.core.flow.allow_failure:AllowFailure",
    f"{_CORE}.flow.Dag": f"{_PLUGINS}.core.flow.dag:Dag",
    f"{_CORE}.flow.EachParallel": f"{_PLUGINS}.core.flow.each_parallel:EachParallel",
    f"{_CORE}.flow.EachSequential": f"{_PLUGINS}.core.flow.each_sequential:EachSequential",
    f"{_CORE}.flow.Subflow": f"{_PLUGINS}.core.flow.subflow:Subflow",
    f"{_CORE}.flow.Switch": f"{_PLUGINS}.core.flow.switch:Switch",
    f"{_CORE}.flow.ForEach": f"{_PLUGINS}.core.flow.for_each:ForEach",
    f"{_CORE}.flow.If": f"{_PLUGINS}.core.flow.if_:If",
    f"{_CORE}.flow.Pause": f"{_PLUGINS}.core.flow.pause:Pause",
    f"{_CORE}.flow.Parallel": f"{_PLUGINS}.core.flow.parallel:Parallel",
    f"{_CORE}.flow.Sequential": f"{_PLUGINS}.core.flow.sequential:Sequential",
    f"{_CORE}.flow.Sleep": f"{_PLUGINS}.core.flow.sleep:Sleep",
    f"{_CORE}.log.Log": f"{_PLUGINS}.core.log.log:Log",
    f"{_CORE}.output.OutputValues": f"{_PLUGINS}.core.output.output_values:OutputValues",
    f"{_CORE}.execution.Labels": f"{_PLUGINS}.core.execution.labels:Labels",
    f"{_CORE}.execution.SetVariables": f"{_PLUGINS}.core.execution.set_variables:SetVariables",
    f"{_CORE}.execution.UnsetVariables": f"{_PLUGINS}.core.execution.unset_variables:UnsetVariables",
    f"{_CORE}.execution.Fail": f"{_PLUGINS}.core.execution.fail:Fail",
    f"{_CORE}.trigger.Schedule": f"{_PLUGINS}.core.trigger.schedule:Schedule",
    f"{_CORE}.trigger.Webhook": f"{_PLUGINS}.core.trigger.webhook:Webhook",
    f"{_CORE}.runner.Process": "wavetank.runners.process:Process",
    f"{_SCRIPTS}.runner.docker.Docker": "wavetank.runners.docker:Docker",
    **{
        f"{_SCRIPTS}.{language}.{kind}": f"{_PLUGINS}.scripts.{language}.{kind.lower()}:{kind}"
        for language in _LANGUAGES
        for kind in ("Script", "Commands")
    },
    "io.kestra.plugin.aws.s3.Trigger": f"{_PLUGINS}.aws.s3.trigger:Trigger",
    "io.kestra.plugin.kafka.RealtimeTrigger": f"{_PLUGINS}.kafka.realtime_trigger:RealtimeTrigger",
}

_OLD_TASKS = "io.kestra.core.tasks"
_OLD_TRIGGERS = "io.kestra.core.models.triggers.types"
_OLD_CONDITIONS = "io.kestra.core.models.conditions.types"


def _former_conditions() -> Iterator[tuple[str, str]]:
    for name in _CONDITIONS:
        former = name if name.endswith("Condition") else f"{name}Condition"
        old = "VariableCondition" if name == "Expression" else former
        yield f"{_OLD_CONDITIONS}.{old}", f"{_CORE}.condition.{name}"
        if former != name:
            yield f"{_CORE}.condition.{former}", f"{_CORE}.condition.{name}"


ALIASES = dict(_former_conditions())
ALIASES |= {
    f"{_OLD_TASKS}.debugs.Return": f"{_CORE}.debug.Return",
    f"{_OLD_TASKS}.executions.Labels": f"{_CORE}.execution.Labels",
    f"{_OLD_TASKS}.executions.Fail": f"{_CORE}.execution.Fail",
    f"{_OLD_TASKS}.flows.AllowFailure": f"{_CORE}.flow.AllowFailure",
    f"{_OLD_TASKS}.flows.Dag": f"{_CORE}.flow.Dag",
    f"{_OLD_TASKS}.flows.EachParallel": f"{_CORE}.flow.EachParallel",
    f"{_OLD_TASKS}.flows.EachSequential": f"{_CORE}.flow.EachSequential",
    f"{_OLD_TASKS}.flows.Flow": f"{_CORE}.flow.Subflow",
    f"{_OLD_TASKS}.flows.Subflow": f"{_CORE}.flow.Subflow",
    f"{_OLD_TASKS}.flows.Switch": f"{_CORE}.flow.Switch",
    f"{_OLD_TASKS}.flows.If": f"{_CORE}.flow.If",
    f"{_OLD_TASKS}.flows.Pause": f"{_CORE}.flow.Pause",
    f"{_OLD_TASKS}.flows.Parallel": f"{_CORE}.flow.Parallel",
    f"{_OLD_TASKS}.flows.Sequential": f"{_CORE}.flow.Sequential",
    f"{_OLD_TASKS}.log.Log": f"{_CORE}.log.Log",
    f"{_OLD_TRIGGERS}.Schedule": f"{_CORE}.trigger.Schedule",
    f"{_OLD_TRIGGERS}.Webhook": f"{_CORE}.trigger.Webhook",
}


def built_in() -> TypeRegistry:
    """Returns a registry of all types of this package."""
    return TypeRegistry(PLACES, ALIASES)
