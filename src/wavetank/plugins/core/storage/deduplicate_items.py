from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task
from wavetank.plugins.core.storage.items import item_of
from wavetank.plugins.core.storage.lines import lines_of
from wavetank.plugins.core.storage.spool import spool
from wavetank.plugins.core.storage.stored_name import extension_of, stored_name


class DeduplicateItems(Task, RunnableTask):
    """
    Keeps the last of the rows that have the same key (language reference, section 7.8).

    Outputs: `uri`, `numKeys`, `processedItemsTotal`, `droppedItemsTotal`.

    Attributes:
        source: `from`: the URI of a file with a row of Ion or JSON a line.
        expr: Gives the key of a row, whose fields are all that it sees.
    """

    of_rows: ClassVar[frozenset[str]] = frozenset({"expr"})

    source: str = Field(alias="from")
    expr: str

    def run(self, context: RunContext) -> Outputs | None:
        """Reads the file twice: for the keys, and for the rows that stay."""
        uri = context.render(self.source)
        last, total = self._last_lines(uri, context)
        kept = set(last.values())
        with context.open(uri) as file, spool() as out:
            for number, line in enumerate(lines_of(file), 1):
                if number in kept:
                    out.write(f"{line}\n".encode())
            out.seek(0)
            result = context.put_file(stored_name(context, extension_of(uri) or ".ion"), out)
        dropped = total - len(kept)
        context.count("processedItemsTotal", total)
        context.count("droppedItemsTotal", dropped)
        return {"uri": result, "numKeys": len(last), "processedItemsTotal": total, "droppedItemsTotal": dropped}

    def _last_lines(self, uri: str, context: RunContext) -> tuple[dict[str, int], int]:
        last, total = {}, 0
        with context.open(uri) as file:
            for number, line in enumerate(lines_of(file), 1):
                if line.strip():
                    last[context.render_row(self.expr, item_of(line, number))] = number
                    total += 1
        return last, total
