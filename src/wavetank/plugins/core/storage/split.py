from __future__ import annotations

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

    source: str = Field(alias="from")

    @model_validator(mode="after")
    def _some_way(self) -> Split:
        if all(each is None for each in (self.bytes, self.partitions, self.rows, self.regex_pattern)):
            raise ValueError("one of `bytes`, `partitions`, `rows` and `regexPattern` must say how it is cut")
        return self

    def run(self, context: RunContext) -> Outputs | None:
        """Cuts the file."""
        return {"uris": self.pieces(context.render(self.source), context)}
