from __future__ import annotations

from typing import ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.property import Property
from wavetank.model.task import Task


class UnsetVariables(Task, RunnableTask):
    """Takes back variables that SetVariables set (language reference, section 7.2)."""

    quick: ClassVar[bool] = True
    steers: ClassVar[bool] = True

    variables: Property[list[str]]
    ignore_missing: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the names; one that is not there fails the task unless `ignoreMissing` is true."""
        names, present = context.resolve(self.variables), context.own_variables
        missing = [name for name in names if name not in present]
        if missing and not context.resolve_or(self.ignore_missing, default=False):
            raise TaskError(f"There is no variable {missing[0]!r} to unset.")
        context.set_variables({name: value for name, value in present.items() if name not in names})
        return None
