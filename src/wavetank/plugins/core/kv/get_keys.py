from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task


class GetKeys(Task, RunnableTask):
    """Lists the keys of a namespace that begin with `prefix` as the output `keys` (language reference, section 7.5)."""

    prefix: str | None = None
    namespace: str | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Lists the keys whose values have not expired."""
        prefix = context.render(self.prefix or "")
        namespace = context.render(self.namespace or context.namespace)
        keys = context.namespaces.keys_for(namespace, context.namespace).keys()
        return {"keys": [key for key in keys if key.startswith(prefix)]}
