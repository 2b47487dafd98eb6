from __future__ import annotations

import inspect
from typing import cast

import anyio.to_thread

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.dialect.plain import read_plain
from wavetank.errors import TaskError
from wavetank.model.task import Task


class TemplatedTask(Task, RunnableTask):
    """
    Runs a task that is written as a text with expressions (language reference, section 7.4).

    The outputs are those of the inner task. Of the inner task's common properties, as `timeout`, none counts.

    Attributes:
        spec: The YAML text of a task that does work.
    """

    spec: str

    async def run(self, context: RunContext) -> Outputs | None:
        """Renders and reads the text, and runs the task in the place of this one."""
        inner = self._inner(context)
        if inspect.iscoroutinefunction(inner.run):
            return cast("Outputs | None", await inner.run(context))
        done = await anyio.to_thread.run_sync(inner.run, context.for_thread(), abandon_on_cancel=True)
        return cast("Outputs | None", done)

    def _inner(self, context: RunContext) -> RunnableTask:
        try:
            written = read_plain(context.render(self.spec))
        except ValueError as error:
            raise TaskError(f"The `spec` of a TemplatedTask cannot be read: {error}.") from error
        if not isinstance(written, dict):
            raise TaskError("The `spec` of a TemplatedTask must be the map of one task.")
        task = context.task_of(written)
        if isinstance(task, TemplatedTask):
            raise TaskError(f"The templated task cannot be of type '{task.type}'.")
        if not isinstance(task, RunnableTask):
            raise TaskError(f"The templated task must be a runnable task, and {task.type} arranges others.")
        return task
