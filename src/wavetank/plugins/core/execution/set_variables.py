from __future__ import annotations

from typing import Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.property import Property
from wavetank.model.task import Task


class SetVariables(Task, RunnableTask):
    """
    Sets variables of the execution, which expressions see in `vars` (language reference, section 7.2).

    Attributes:
        overwrite: Whether a name that is there already may be set anew.
    """

    quick: ClassVar[bool] = True
    steers: ClassVar[bool] = True

    variables: Property[dict[str, Any]]
    overwrite: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Merges the variables, also inside of maps, into those that are there."""
        variables, seen = context.resolve(self.variables), context.variables.get("vars", {})
        known = [name for name in variables if name in seen]
        if known and not context.resolve_or(self.overwrite, default=True):
            raise TaskError(f"Variable {known[0]!r} is there already, and `overwrite` is false.")
        present = {name: seen[name] for name in known}
        context.set_variables(_merged({**context.own_variables, **present}, variables))
        return None


def _merged(present: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    merged = dict(present)
    for name, value in more.items():
        inside = merged.get(name)
        both = isinstance(inside, dict) and isinstance(value, dict)
        merged[name] = _merged(inside, value) if both else value  # type: ignore[arg-type] # both are maps
    return merged
