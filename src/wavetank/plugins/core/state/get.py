from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import NotFoundError
from wavetank.model.property import Property  # noqa: TC001 - pydantic reads it
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.state.state_task import StateTask


class Get(StateTask, RunnableTask):
    """
    Reads a state (language reference, section 7.7).

    Outputs: `count`, the number of entries at the top, and `data`, an empty map if there is no state.
    """

    error_on_missing: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Reads the state."""
        data = self.kept(context)
        if data is None and resolved(self.error_on_missing, context, default=False):
            raise NotFoundError(f"There is no state '{context.render(self.name)}'.")
        return {"count": len(data or {}), "data": data or {}}
