from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task


class PurgeCurrentExecutionFiles(Task, RunnableTask):
    """Removes all files of this execution; their URIs are the output `uris` (language reference, section 7.8)."""

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the files."""
        return {"uris": context.history.purge_files([context.history.execution(context.execution_id)])}
