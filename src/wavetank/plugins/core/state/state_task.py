from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, ClassVar

from wavetank.core.storage_paths import slug
from wavetank.model.task import Task

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext
    from wavetank.engine.key_values import KeyValues

_PLAIN = re.compile(r"[a-zA-Z0-9._-]{1,64}")


class StateTask(Task):
    """
    What the tasks of the state store have (language reference, section 7.7).

    A state is a map that outlives executions, kept as one key of the flow's namespace.

    Attributes:
        name: Tells several states apart.
        namespace: True: all flows of the namespace share the state.
        taskrun_value: In a loop, whether each value has a state of its own.
    """

    gone: ClassVar[dict[str, str]] = {"type": "Use `kv.Set`, `kv.Get` and `kv.Delete`."}

    name: str = "default"
    namespace: bool = False
    taskrun_value: bool = True

    def place(self, context: RunContext) -> tuple[KeyValues, str]:
        """Returns the store and the key of the state."""
        flow = "" if self.namespace else f"{slug(str(context.variables['flow']['id']))}_"
        value = context.variables["taskrun"].get("value") if self.taskrun_value else None
        suffix = "" if value is None else f"_{_short(str(value))}"
        key = f"{flow}states_tasks-states_{context.render(self.name)}{suffix}"
        return context.namespaces.keys(context.namespace), key

    def kept(self, context: RunContext) -> dict[str, Any] | None:
        """Returns the state, None if there is none."""
        store, key = self.place(context)
        found = store.find(key)
        return None if found is None else dict(found.value)


def _short(value: str) -> str:
    """A value as it can stand in a key: as it is, or its hash."""
    return value if _PLAIN.fullmatch(value) else hashlib.sha256(value.encode()).hexdigest()
