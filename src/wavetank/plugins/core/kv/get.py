from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.durations import format_duration
from wavetank.errors import NotFoundError
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved

if TYPE_CHECKING:
    from wavetank.model.key_value import KeyValue


class Get(Task, RunnableTask):
    """
    Reads a value of the key-value store as the output `value` (language reference, section 7.5).

    Attributes:
        namespace: Whose store; if left out, the flow's own, or else of the nearest namespace above it with the key.
        error_on_missing: Whether the task fails when there is no such key. An expired one always fails it.
    """

    key: str
    namespace: str | None = None
    error_on_missing: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Looks the key up."""
        key = context.render(self.key)
        found = self._found(key, context)
        if found is None and resolved(self.error_on_missing, context, default=False):
            raise NotFoundError(f"There is no key '{key}' in the key-value store.")
        value = None if found is None else found.value
        return {"value": format_duration(value) if isinstance(value, timedelta) else value}

    def _found(self, key: str, context: RunContext) -> KeyValue | None:
        namespace = context.render(self.namespace or context.namespace)
        if namespace == context.namespace:
            return context.namespaces.inherited(namespace, key)
        return context.namespaces.keys_for(namespace, context.namespace).find(key)
