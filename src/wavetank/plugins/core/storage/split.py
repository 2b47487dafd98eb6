from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task
from wavetank.plugins.core.storage.batch import Batch


class Split(Task, Batch, RunnableTask):
    """
    Cuts a file into several, the output `uris`; lines stay whole (language reference, section 7.8).

    Attributes:
        source: `from`: the URI of a text file.
    """

    not_yet: ClassVar[frozenset[str]] = Task.not_yet | Batch.not_yet

    source: str = Field(alias="from")

    @model_validator(mode="after")
    def _some_way(self) -> Split:
        if self.bytes is None and self.partitions is None and self.rows is None:
            raise ValueError("one of `bytes`, `partitions` and `rows` must say how large the pieces are")
        return self

    def run(self, context: RunContext) -> Outputs | None:
        """Cuts the file."""
        return {"uris": self.pieces(context.render(self.source), context)}
