from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.exported import Exported
from wavetank.dialect.rewriting import with_outputs, with_properties
from wavetank.errors import PluginError, TaskError
from wavetank.plugins.call import frames
from wavetank.plugins.call.arguments import mentions_frame
from wavetank.plugins.call.as_script import as_script, renamed_outputs
from wavetank.plugins.call.call import Call
from wavetank.plugins.call.cell_function import defined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.api.engine_inside import EngineInside
    from wavetank.model.flow import Flow

_CALL = ("type", "function", "arguments")


class Exporting:
    """Writes the flows of an engine as a server takes them."""

    def __init__(self, engine: EngineInside) -> None:
        self._engine = engine

    def exported(self, flow: str) -> Exported:
        """Returns a flow and what belongs to it, see `Engine.export`."""
        texts, notes = {}, []
        for each in self._started_by(flow):
            texts[each.key], own = self._portable(each)
            notes += own
        namespaces = dict.fromkeys(self._engine.flows[key].namespace for key in texts)
        files = {name: content for namespace in namespaces for name, content in self._files(namespace)}
        return Exported(flow, texts, files, tuple(notes))

    def _started_by(self, key: str) -> list[Flow]:
        found: dict[str, Flow] = {}
        waiting = [key]
        while waiting:
            name = waiting.pop()
            if name in found or (name not in self._engine.flows and name != key):
                continue
            found[name] = self._engine.runtime.flow(name)
            written = [task.to_dict() for task in found[name].walk()]
            waiting += [f"{each.get('namespace')}.{each['flowId']}" for each in written if "flowId" in each]
        return list(found.values())

    def _files(self, namespace: str) -> Iterator[tuple[str, bytes]]:
        files = self._engine.runtime.surroundings.namespaces.files(namespace)
        for file in files.all():
            yield f"{namespace}/{file.path.lstrip('/')}", files.read(file.path)

    def _portable(self, flow: Flow) -> tuple[str, list[str]]:
        text, calls = flow.source, [task for task in flow.walk() if isinstance(task, Call)]
        outputs = {call.id: self._outputs(flow, call) for call in calls}

        def gives_frame(expression: str) -> bool:
            task_id, _, name = expression.partition("outputs.")[2].partition(".")
            known = outputs.get(task_id, {})
            return known.get(name, False) if name else any(known.values())

        for call in calls:
            try:
                text = with_properties(text, call.id, _CALL, as_script(call, outputs[call.id], gives_frame))
            except TaskError as error:
                raise PluginError(error.cause, where=_place(flow, call), remedy=error.remedy) from error
        for call in calls:
            try:
                text = with_outputs(text, call.id, renamed_outputs(outputs[call.id]))
            except ValueError as error:
                raise _unreadable(flow, call, str(error)) from error
        return text, [f"Task {call.id} calls a function of the notebook: here it is a script." for call in calls]

    def _outputs(self, flow: Flow, call: Call) -> dict[str, bool]:
        """What a call leaves, by name, and whether it is a DataFrame: as it was last, or as the function says."""
        for execution in self._engine.executions(flow.key):
            if any(run.task_id == call.id and run.outputs for run in execution.task_runs):
                run = next(run for run in execution.task_runs if run.task_id == call.id and run.outputs)
                return {name: frames.is_frame_file(value) for name, value in (run.outputs or {}).items()}
        function = defined(call.function)
        returned = function.annotations.get("return") if function is not None else None
        return {"value": mentions_frame(returned)}


def _place(flow: Flow, call: Call) -> str:
    return f"flow {flow.key}, task {call.id}"


def _unreadable(flow: Flow, call: Call, expression: str) -> PluginError:
    return PluginError(
        f"The expression {expression} reads what a function leaves in a way in which a script cannot leave it.",
        where=_place(flow, call),
        remedy=f"Run the flow once, and read its outputs by their names, as outputs.{call.id}.value.",
    )
