from __future__ import annotations

import shutil
from typing import Any

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import listed
from wavetank.plugins.core.storage.spool import spool
from wavetank.plugins.core.storage.stored_name import stored_name


class Concat(Task, RunnableTask):
    """
    Joins files into one, the output `uri` (language reference, section 7.8).

    Attributes:
        files: URIs, as a list or the JSON text of one.
        separator: Stands after each file, the last one too.
        extension: What the name of the new file ends with.
    """

    files: Any
    separator: str | None = None
    extension: str = ".tmp"

    def run(self, context: RunContext) -> Outputs | None:
        """Joins the files."""
        separator = context.render(self.separator or "").encode()
        with spool() as joined:
            for uri in listed(self.files, context, "files"):
                with context.open(uri) as file:
                    shutil.copyfileobj(file, joined)
                joined.write(separator)
            joined.seek(0)
            return {"uri": context.put_file(stored_name(context, context.render(self.extension)), joined)}
