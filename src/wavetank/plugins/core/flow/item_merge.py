from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task
from wavetank.plugins.core.flow.outputs_beside import outputs_beside
from wavetank.plugins.core.storage.spool import spool

if TYPE_CHECKING:
    from collections.abc import Sequence


class ItemMerge(Task, RunnableTask):
    """The last hidden task of a ForEachItem: `subflowOutputs` is the URI of all their outputs, a row of Ion each."""

    def run(self, context: RunContext) -> Outputs | None:
        """Joins the files, in the order of the batches."""
        base = outputs_beside(context, f"{self.id.removesuffix('_merge')}_items").get("subflowOutputsBaseUri")
        found = _in_order(context.storage.list(f"{base}/"), base) if base else []
        if not found:
            return None
        with spool() as joined:
            for uri in found:
                with context.storage.open(uri) as file:
                    shutil.copyfileobj(file, joined)
            joined.seek(0)
            return {"subflowOutputs": context.put_file("outputs.ion", joined)}


def _in_order(uris: Sequence[str], base: str) -> list[str]:
    numbered = {int(folder): uri for uri in uris if (folder := uri.removeprefix(base).split("/")[1]).isdigit()}
    return [numbered[number] for number in sorted(numbered)]
