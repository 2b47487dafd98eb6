from __future__ import annotations

from typing import Any

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.core.merging import deep_merged
from wavetank.plugins.core.resolved import mapped
from wavetank.plugins.core.state.state_task import StateTask


class Set(StateTask, RunnableTask):
    """
    Merges entries into a state (language reference, section 7.7).

    Outputs: `count`, the number of entries at the top, and `key`, under which it is kept.
    """

    data: Any

    def run(self, context: RunContext) -> Outputs | None:
        """Merges the entries and keeps the state."""
        store, key = self.place(context)
        merged = deep_merged(self.kept(context) or {}, mapped(self.data, context, "data"))
        store.put(key, merged)
        return {"count": len(merged), "key": key}
