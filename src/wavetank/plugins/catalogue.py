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
    f"{_CORE}.flow.LoopUntil": f"{_PLUGINS}.core.flow.loop_until:LoopUntil",
    f"{_CORE}.flow.Subflow": f"{_PLUGINS}.core.flow.subflow:Subflow",
    f"{_CORE}.flow.Switch": f"{_PLUGINS}.core.flow.switch:Switch",
    f"{_CORE}.flow.ForEach": f"{_PLUGINS}.core.flow.for_each:ForEach",
    f"{_CORE}.flow.ForEachItem": f"{_PLUGINS}.core.flow.for_each_item:ForEachItem",
    f"{_CORE}.flow.If": f"{_PLUGINS}.core.flow.if_:If",
    f"{_CORE}.flow.Loop": f"{_PLUGINS}.core.flow.loop:Loop",
    f"{_CORE}.flow.Pause": f"{_PLUGINS}.core.flow.pause:Pause",
    f"{_CORE}.flow.Parallel": f"{_PLUGINS}.core.flow.parallel:Parallel",
    f"{_CORE}.flow.Sequential": f"{_PLUGINS}.core.flow.sequential:Sequential",
    f"{_CORE}.flow.Sleep": f"{_PLUGINS}.core.flow.sleep:Sleep",
    f"{_CORE}.flow.Template": f"{_PLUGINS}.core.flow.template:Template",
    f"{_CORE}.flow.WorkingDirectory": f"{_PLUGINS}.core.flow.working_directory:WorkingDirectory",
    f"{_CORE}.log.Log": f"{_PLUGINS}.core.log.log:Log",
    f"{_CORE}.output.OutputValues": f"{_PLUGINS}.core.output.output_values:OutputValues",
    f"{_CORE}.execution.Labels": f"{_PLUGINS}.core.execution.labels:Labels",
    f"{_CORE}.execution.SetVariables": f"{_PLUGINS}.core.execution.set_variables:SetVariables",
    f"{_CORE}.execution.UnsetVariables": f"{_PLUGINS}.core.execution.unset_variables:UnsetVariables",
    f"{_CORE}.execution.Exit": f"{_PLUGINS}.core.execution.exit:Exit",
    f"{_CORE}.execution.Kill": f"{_PLUGINS}.core.execution.kill:Kill",
    f"{_CORE}.execution.Resume": f"{_PLUGINS}.core.execution.resume:Resume",
    f"{_CORE}.execution.Fail": f"{_PLUGINS}.core.execution.fail:Fail",
    f"{_CORE}.debug.Echo": f"{_PLUGINS}.core.debug.echo:Echo",
    f"{_CORE}.execution.Assert": f"{_PLUGINS}.core.execution.assert_:Assert",
    f"{_CORE}.execution.Count": f"{_PLUGINS}.core.execution.count:Count",
    f"{_CORE}.execution.PurgeExecutions": f"{_PLUGINS}.core.execution.purge_executions:PurgeExecutions",
    f"{_CORE}.http.Download": f"{_PLUGINS}.core.http.download:Download",
    f"{_CORE}.http.Trigger": f"{_PLUGINS}.core.http.trigger:Trigger",
    f"{_CORE}.http.SseRequest": f"{_PLUGINS}.core.http.sse_request:SseRequest",
    f"{_CORE}.http.Request": f"{_PLUGINS}.core.http.request:Request",
    f"{_CORE}.kv.Delete": f"{_PLUGINS}.core.kv.delete:Delete",
    f"{_CORE}.kv.Get": f"{_PLUGINS}.core.kv.get:Get",
    f"{_CORE}.kv.GetKeys": f"{_PLUGINS}.core.kv.get_keys:GetKeys",
    f"{_CORE}.kv.PurgeKV": f"{_PLUGINS}.core.kv.purge_kv:PurgeKV",
    f"{_CORE}.kv.Set": f"{_PLUGINS}.core.kv.set:Set",
    f"{_CORE}.log.Fetch": f"{_PLUGINS}.core.log.fetch:Fetch",
    f"{_CORE}.log.PurgeLogs": f"{_PLUGINS}.core.log.purge_logs:PurgeLogs",
    f"{_CORE}.metric.Publish": f"{_PLUGINS}.core.metric.publish:Publish",
    f"{_CORE}.namespace.DeleteFiles": f"{_PLUGINS}.core.namespace.delete_files:DeleteFiles",
    f"{_CORE}.namespace.DownloadFiles": f"{_PLUGINS}.core.namespace.download_files:DownloadFiles",
    f"{_CORE}.namespace.PurgeFiles": f"{_PLUGINS}.core.namespace.purge_files:PurgeFiles",
    f"{_CORE}.namespace.UploadFiles": f"{_PLUGINS}.core.namespace.upload_files:UploadFiles",
    f"{_CORE}.state.Delete": f"{_PLUGINS}.core.state.delete:Delete",
    f"{_CORE}.state.Get": f"{_PLUGINS}.core.state.get:Get",
    f"{_CORE}.state.Set": f"{_PLUGINS}.core.state.set:Set",
    f"{_CORE}.storage.Concat": f"{_PLUGINS}.core.storage.concat:Concat",
    f"{_CORE}.storage.DeduplicateItems": f"{_PLUGINS}.core.storage.deduplicate_items:DeduplicateItems",
    f"{_CORE}.storage.Delete": f"{_PLUGINS}.core.storage.delete:Delete",
    f"{_CORE}.storage.FilterItems": f"{_PLUGINS}.core.storage.filter_items:FilterItems",
    f"{_CORE}.storage.LocalFiles": f"{_PLUGINS}.core.storage.local_files:LocalFiles",
    f"{_CORE}.storage.PurgeCurrentExecutionFiles": (
        f"{_PLUGINS}.core.storage.purge_current_execution_files:PurgeCurrentExecutionFiles"
    ),
    f"{_CORE}.storage.Reverse": f"{_PLUGINS}.core.storage.reverse:Reverse",
    f"{_CORE}.storage.Size": f"{_PLUGINS}.core.storage.size:Size",
    f"{_CORE}.storage.Split": f"{_PLUGINS}.core.storage.split:Split",
    f"{_CORE}.storage.Write": f"{_PLUGINS}.core.storage.write:Write",
    f"{_CORE}.templating.TemplatedTask": f"{_PLUGINS}.core.templating.templated_task:TemplatedTask",
    f"{_CORE}.trigger.Flow": f"{_PLUGINS}.core.trigger.flow:Flow",
    f"{_CORE}.trigger.McpToolTrigger": f"{_PLUGINS}.core.trigger.mcp_tool_trigger:McpToolTrigger",
    f"{_CORE}.trigger.Schedule": f"{_PLUGINS}.core.trigger.schedule:Schedule",
    f"{_CORE}.trigger.ScheduleOnDates": f"{_PLUGINS}.core.trigger.schedule_on_dates:ScheduleOnDates",
    f"{_CORE}.trigger.Toggle": f"{_PLUGINS}.core.trigger.toggle:Toggle",
    f"{_CORE}.trigger.Webhook": f"{_PLUGINS}.core.trigger.webhook:Webhook",
    f"{_CORE}.runner.Process": "wavetank.runners.process:Process",
    f"{_SCRIPTS}.runner.docker.Docker": "wavetank.runners.docker:Docker",
    **{
        f"{_SCRIPTS}.{language}.{kind}": f"{_PLUGINS}.scripts.{language}.{kind.lower()}:{kind}"
        for language in _LANGUAGES
        for kind in ("Script", "Commands")
    },
    "wavetank.Call": f"{_PLUGINS}.call.call:Call",
    **{
        f"{_SCRIPTS}.{language}.{kind}Trigger": f"{_PLUGINS}.scripts.{language}.{kind.lower()}_trigger:{kind}Trigger"
        for language in ("go", "node", "python", "ruby", "shell")
        for kind in ("Script", "Commands")
    },
    "io.kestra.plugin.aws.s3.Trigger": f"{_PLUGINS}.aws.s3.trigger:Trigger",
    "io.kestra.plugin.kafka.RealtimeTrigger": f"{_PLUGINS}.kafka.realtime_trigger:RealtimeTrigger",
    **{
        f"io.kestra.plugin.transform.jsonata.{name}": f"{_PLUGINS}.transform.jsonata.{file}:{name}"
        for name, file in (("TransformItems", "transform_items"), ("TransformValue", "transform_value"))
    },
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
    f"{_CORE}.flow.WaitFor": f"{_CORE}.flow.LoopUntil",
    f"{_OLD_TASKS}.flows.WaitFor": f"{_CORE}.flow.LoopUntil",
    f"{_OLD_TASKS}.flows.Subflow": f"{_CORE}.flow.Subflow",
    f"{_OLD_TASKS}.flows.Switch": f"{_CORE}.flow.Switch",
    f"{_OLD_TASKS}.flows.ForEachItem": f"{_CORE}.flow.ForEachItem",
    f"{_OLD_TASKS}.flows.If": f"{_CORE}.flow.If",
    f"{_OLD_TASKS}.flows.Pause": f"{_CORE}.flow.Pause",
    f"{_OLD_TASKS}.flows.Parallel": f"{_CORE}.flow.Parallel",
    f"{_OLD_TASKS}.flows.Sequential": f"{_CORE}.flow.Sequential",
    f"{_OLD_TASKS}.flows.Template": f"{_CORE}.flow.Template",
    f"{_OLD_TASKS}.flows.Worker": f"{_CORE}.flow.WorkingDirectory",
    f"{_OLD_TASKS}.flows.WorkingDirectory": f"{_CORE}.flow.WorkingDirectory",
    f"{_OLD_TASKS}.log.Log": f"{_CORE}.log.Log",
    f"{_OLD_TASKS}.debugs.Echo": f"{_CORE}.debug.Echo",
    f"{_OLD_TASKS}.executions.Resume": f"{_CORE}.execution.Resume",
    f"{_OLD_TASKS}.executions.Counts": f"{_CORE}.execution.Count",
    "io.kestra.plugin.kestra.executions.Count": f"{_CORE}.execution.Count",
    f"{_OLD_TASKS}.storages.Purge": f"{_CORE}.execution.PurgeExecutions",
    f"{_CORE}.storage.Purge": f"{_CORE}.execution.PurgeExecutions",
    f"{_OLD_TASKS}.log.Fetch": f"{_CORE}.log.Fetch",
    f"{_OLD_TASKS}.states.Delete": f"{_CORE}.state.Delete",
    f"{_OLD_TASKS}.states.Get": f"{_CORE}.state.Get",
    f"{_OLD_TASKS}.states.Set": f"{_CORE}.state.Set",
    f"{_OLD_TASKS}.storages.Concat": f"{_CORE}.storage.Concat",
    f"{_OLD_TASKS}.storages.DeduplicateItems": f"{_CORE}.storage.DeduplicateItems",
    f"{_OLD_TASKS}.storages.Delete": f"{_CORE}.storage.Delete",
    f"{_OLD_TASKS}.storages.FilterItems": f"{_CORE}.storage.FilterItems",
    f"{_OLD_TASKS}.storages.LocalFiles": f"{_CORE}.storage.LocalFiles",
    f"{_OLD_TASKS}.storages.Reverse": f"{_CORE}.storage.Reverse",
    f"{_OLD_TASKS}.storages.Size": f"{_CORE}.storage.Size",
    f"{_OLD_TASKS}.storages.Split": f"{_CORE}.storage.Split",
    f"{_OLD_TASKS}.storages.PurgeExecution": f"{_CORE}.storage.PurgeCurrentExecutionFiles",
    f"{_CORE}.storage.PurgeExecution": f"{_CORE}.storage.PurgeCurrentExecutionFiles",
    f"{_OLD_TASKS}.templating.TemplatedTask": f"{_CORE}.templating.TemplatedTask",
    "io.kestra.plugin.fs.http.Download": f"{_CORE}.http.Download",
    "io.kestra.plugin.fs.http.Request": f"{_CORE}.http.Request",
    "io.kestra.plugin.fs.http.Trigger": f"{_CORE}.http.Trigger",
    "io.kestra.core.models.tasks.runners.types.ProcessTaskRunner": f"{_CORE}.runner.Process",
    f"{_SCRIPTS}.runner.docker.DockerTaskRunner": f"{_SCRIPTS}.runner.docker.Docker",
    f"{_OLD_TASKS}.trigger.Toggle": f"{_CORE}.trigger.Toggle",
    f"{_OLD_TRIGGERS}.Flow": f"{_CORE}.trigger.Flow",
    f"{_OLD_TRIGGERS}.Schedule": f"{_CORE}.trigger.Schedule",
    f"{_OLD_TRIGGERS}.Webhook": f"{_CORE}.trigger.Webhook",
}


# These have properties of their own (`dockerOptions`, `interpreterArgs`, `requirements` …), so that no alias leads on.
SUCCESSORS = {
    f"{_OLD_TASKS}.scripts.Bash": f"{_SCRIPTS}.shell.Commands",
    f"{_OLD_TASKS}.scripts.Node": f"{_SCRIPTS}.node.Commands",
    f"{_OLD_TASKS}.scripts.Python": f"{_SCRIPTS}.python.Commands",
}


def built_in() -> TypeRegistry:
    """Returns a registry of all types of this package."""
    return TypeRegistry(PLACES, ALIASES, SUCCESSORS)
