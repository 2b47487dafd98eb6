"""The task types of Kestra's test tree, for the conformance cases: importing this registers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wavetank.abc.runnable_task import RunnableTask
from wavetank.api.assembly import REGISTRY
from wavetank.errors import TaskError
from wavetank.model.task import Task
from wavetank.plugins.core.flow.sequential import Sequential
from wavetank.plugins.core.flow.subflow import Subflow

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import Outputs, Result, RunContext
    from wavetank.model.state import State

_TASKS = "io.kestra.core.tasks.test"
_RUNNERS = "io.kestra.core.runners"


class BadSequential(Sequential):
    """A block whose state cannot be told."""

    def conclude(self, state: State) -> State:
        """Fails."""
        raise ValueError("BAM")


class BadExecutable(Subflow):
    """A subflow whose result cannot be handled."""

    async def run(self, context: RunContext) -> Outputs | Result | None:
        """Fails when the other flow has ended."""
        await super().run(context)
        raise TaskError("An error")


class DefaultSequential(Sequential):
    """A block whose output is its property."""

    def_: str | None = None

    model_config: ClassVar[Any] = Sequential.model_config | {
        "alias_generator": lambda name: "def" if name == "def_" else Sequential.model_config["alias_generator"](name)
    }

    def outputs(self, answer: Any) -> dict[str, Any]:
        """Returns `def`."""
        return {"def": self.def_}


class ListenersTestTask(Task, RunnableTask):
    """Tells of the execution that it stands behind."""

    quick: ClassVar[bool] = True

    def run(self, context: RunContext) -> Outputs:
        """Returns the id and the flow of the execution."""
        flow = context.variables["flow"]
        return {"value": f"Execution(id={context.execution_id}, flowId={flow['id']})"}


REGISTRY.register(f"{_TASKS}.BadSequential", BadSequential)
REGISTRY.register(f"{_TASKS}.BadExecutable", BadExecutable)
for number in (1, 2, 3):
    REGISTRY.register(f"{_RUNNERS}.PluginDefaultsCaseTest$DefaultSequential{number}", DefaultSequential)
REGISTRY.register(f"{_RUNNERS}.ListenersTestTask", ListenersTestTask)
