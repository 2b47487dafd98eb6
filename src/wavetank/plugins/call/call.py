from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar

import anyio.to_thread
from pydantic import Field

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.doubt import Doubt
from wavetank.model.task import Task
from wavetank.plugins.call.arguments import Arguments
from wavetank.plugins.call.call_context import CallContext
from wavetank.plugins.call.cell_function import defined, how_to_define
from wavetank.plugins.call.fingerprint import fingerprint
from wavetank.plugins.call.leavings import left_by
from wavetank.plugins.call.told_by_line import told_by_line
from wavetank.plugins.call.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping

    from wavetank.plugins.call.cell_function import CellFunction

# What was called, by task run: so many calls can be taken over.
_MOST = 10_000
# An expression with nothing beside it keeps the type of its value.
_ALONE = re.compile(r"\{\{(?:(?!\}\}).)*\}\}", re.DOTALL)
_called: dict[str, str] = {}


class Call(Task, RunnableTask):
    """
    Calls a Python function of the notebook, which a cell has marked with `@wt.task`; a Kestra server has no such type.

    The function runs in a worker thread, an `async def` on the engine's loop. What it returns becomes the outputs: the
    entries of a map, anything else as `value`; a DataFrame is passed on by reference, and kept as Parquet. What it
    prints and logs goes to the task run's log.

    Attributes:
        function: The name of the function.
        arguments: By the names of its parameters: rendered, then converted by its annotations.
    """

    literal: ClassVar[frozenset[str]] = Task.literal | {"function"}

    function: str
    arguments: dict[str, Any] = Field(default_factory=dict)

    @property
    def asynchronous(self) -> bool:
        """Whether the function is a coroutine function."""
        function = defined(self.function)
        return function is not None and function.is_async

    def doubts(self) -> Iterator[Doubt]:
        """Gives what would make a call fail: the function is not there, or takes other arguments."""
        function = defined(self.function)
        if function is None:
            yield Doubt(("function",), f"No function `{self.function}` is defined.", how_to_define(self.function))
            return
        wanted = {name for name, annotation in function.annotations.items() if annotation is CallContext}
        try:
            function.bind({**self.arguments, **dict.fromkeys(wanted)})
        except TypeError as error:
            path = ("arguments",) if self.arguments else ("function",)
            yield Doubt(path, f"Function {function.shown} cannot be called so: {error}.", "Correct `arguments`.")

    def unchanged_since(self, run_id: str) -> bool:
        """Returns whether the function is the one that the task run called, as far as this process knows."""
        function = defined(self.function)
        return function is not None and _called.get(run_id) == fingerprint(function.call)

    def run(self, context: RunContext) -> Outputs | Coroutine[Any, Any, Outputs | None] | None:
        """
        Calls the function with the rendered arguments.

        Raises:
            TaskError: No cell has defined the function, or it takes other arguments.
        """
        function = defined(self.function)
        if function is None:
            raise TaskError(f"No function `{self.function}` is defined.", remedy=how_to_define(self.function))
        _remember(context.task_run_id, function)
        return self._run_on_loop(function, context) if function.is_async else self._run_here(function, context)

    def _run_here(self, function: CellFunction, context: RunContext) -> Outputs | None:
        with TemporaryDirectory(prefix="wavetank-") as folder, Voice(context):
            bound = Arguments(function, context, Path(folder)).bound(self._rendered(context))
            with told_by_line(function, context):
                returned = function.call(*bound.args, **bound.kwargs)
            return left_by(returned, context)

    async def _run_on_loop(self, function: CellFunction, context: RunContext) -> Outputs | None:
        apart = context.for_thread()
        with TemporaryDirectory(prefix="wavetank-") as folder, Voice(context):
            arguments = Arguments(function, apart, Path(folder))
            bound = await anyio.to_thread.run_sync(lambda: arguments.bound(self._rendered(apart)))
            with told_by_line(function, context):
                returned = await function.call(*bound.args, **bound.kwargs)
            return await anyio.to_thread.run_sync(left_by, returned, apart)

    def _rendered(self, context: RunContext) -> Mapping[str, Any]:
        return {name: _rendered(value, context) for name, value in self.arguments.items()}


def _rendered(written: Any, context: RunContext) -> Any:
    if isinstance(written, dict):
        return {context.render(key): _rendered(value, context) for key, value in written.items()}
    if isinstance(written, list):
        return [_rendered(value, context) for value in written]
    alone = isinstance(written, str) and _ALONE.fullmatch(written.strip()) is not None
    return context.render(written, typed=alone)


def _remember(run_id: str, function: CellFunction) -> None:
    _called[run_id] = fingerprint(function.call)
    while len(_called) > _MOST:
        _called.pop(next(iter(_called)), None)
