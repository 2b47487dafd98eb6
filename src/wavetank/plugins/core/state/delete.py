from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import NotFoundError
from wavetank.model.property import Property  # noqa: TC001 - pydantic reads it
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.state.state_task import StateTask


class Delete(StateTask, RunnableTask):
    """Removes a state; the output `deleted` says whether there was one (language reference, section 7.7)."""

    error_on_missing: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the state."""
        store, key = self.place(context)
        deleted = store.delete(key)
        if not deleted and resolved(self.error_on_missing, context, default=False):
            raise NotFoundError(f"There is no state '{context.render(self.name)}'.")
        return {"deleted": deleted}
