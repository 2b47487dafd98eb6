from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import NotFoundError
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved


class Delete(Task, RunnableTask):
    """Removes a key; the output `deleted` says whether there was one (language reference, section 7.5)."""

    key: str
    namespace: str | None = None
    error_on_missing: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the key."""
        key, namespace = context.render(self.key), context.render(self.namespace or context.namespace)
        deleted = context.namespaces.keys_for(namespace, context.namespace).delete(key)
        if not deleted and resolved(self.error_on_missing, context, default=False):
            raise NotFoundError(f"There is no key '{key}' in namespace '{namespace}'.")
        return {"deleted": deleted}
