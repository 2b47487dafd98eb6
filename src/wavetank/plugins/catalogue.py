"""Which types there are, and where each lives. Reading this imports none of them."""

from __future__ import annotations

from wavetank.model.registry import TypeRegistry

_CORE = "io.kestra.plugin.core"
_PLUGINS = "wavetank.plugins"

PLACES = {
    f"{_CORE}.condition.Expression": f"{_PLUGINS}.core.condition.expression:Expression",
    f"{_CORE}.debug.Return": f"{_PLUGINS}.core.debug.return_:Return",
    f"{_CORE}.flow.AllowFailure": f"{_PLUGINS}.core.flow.allow_failure:AllowFailure",
    f"{_CORE}.flow.Dag": f"{_PLUGINS}.core.flow.dag:Dag",
    f"{_CORE}.flow.EachParallel": f"{_PLUGINS}.core.flow.each_parallel:EachParallel",
    f"{_CORE}.flow.EachSequential": f"{_PLUGINS}.core.flow.each_sequential:EachSequential",
    f"{_CORE}.flow.Switch": f"{_PLUGINS}.core.flow.switch:Switch",
    f"{_CORE}.flow.ForEach": f"{_PLUGINS}.core.flow.for_each:ForEach",
    f"{_CORE}.flow.If": f"{_PLUGINS}.core.flow.if_:If",
    f"{_CORE}.flow.Pause": f"{_PLUGINS}.core.flow.pause:Pause",
    f"{_CORE}.flow.Parallel": f"{_PLUGINS}.core.flow.parallel:Parallel",
    f"{_CORE}.flow.Sequential": f"{_PLUGINS}.core.flow.sequential:Sequential",
    f"{_CORE}.flow.Sleep": f"{_PLUGINS}.core.flow.sleep:Sleep",
    f"{_CORE}.log.Log": f"{_PLUGINS}.core.log.log:Log",
    f"{_CORE}.output.OutputValues": f"{_PLUGINS}.core.output.output_values:OutputValues",
    f"{_CORE}.execution.Fail": f"{_PLUGINS}.core.execution.fail:Fail",
    f"{_CORE}.trigger.Schedule": f"{_PLUGINS}.core.trigger.schedule:Schedule",
    f"{_CORE}.trigger.Webhook": f"{_PLUGINS}.core.trigger.webhook:Webhook",
    "io.kestra.plugin.aws.s3.Trigger": f"{_PLUGINS}.aws.s3.trigger:Trigger",
    "io.kestra.plugin.kafka.RealtimeTrigger": f"{_PLUGINS}.kafka.realtime_trigger:RealtimeTrigger",
}

_OLD_TASKS = "io.kestra.core.tasks"
_OLD_TRIGGERS = "io.kestra.core.models.triggers.types"

ALIASES = {
    "io.kestra.core.models.conditions.types.VariableCondition": f"{_CORE}.condition.Expression",
    f"{_CORE}.condition.ExpressionCondition": f"{_CORE}.condition.Expression",
    f"{_OLD_TASKS}.debugs.Return": f"{_CORE}.debug.Return",
    f"{_OLD_TASKS}.executions.Fail": f"{_CORE}.execution.Fail",
    f"{_OLD_TASKS}.flows.AllowFailure": f"{_CORE}.flow.AllowFailure",
    f"{_OLD_TASKS}.flows.Dag": f"{_CORE}.flow.Dag",
    f"{_OLD_TASKS}.flows.EachParallel": f"{_CORE}.flow.EachParallel",
    f"{_OLD_TASKS}.flows.EachSequential": f"{_CORE}.flow.EachSequential",
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
