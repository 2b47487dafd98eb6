from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, BinaryIO

from pydantic import Field, model_validator

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.storage.lines import lines_of
from wavetank.plugins.core.storage.splitting import byte_size, cut, dealt
from wavetank.plugins.core.storage.stored_name import extension_of, stored_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Count = Annotated[int, Field(gt=0)]


class Split(Task, RunnableTask):
    """
    Cuts a file into several, the output `uris`; lines stay whole (language reference, section 7.8).

    Of `bytes`, `partitions` and `rows` the first one that is given counts.

    Attributes:
        source: `from`: the URI of a text file.
        bytes: A file is full when it is at least so large, as `10KB`.
        partitions: So many files; each takes a line in turn.
        rows: So many lines a file.
        separator: What ends the lines of the new files.
    """

    source: str = Field(alias="from")
    bytes: Property[str] | None = None
    partitions: Property[Count] | None = None
    rows: Property[Count] | None = None
    separator: Property[str] | None = None

    @model_validator(mode="after")
    def _some_way(self) -> Split:
        if self.bytes is None and self.partitions is None and self.rows is None:
            raise ValueError("one of `bytes`, `partitions` and `rows` must say how large the pieces are")
        return self

    def run(self, context: RunContext) -> Outputs | None:
        """Cuts the file."""
        uri = context.render(self.source)
        extension = extension_of(uri)
        with context.open(uri) as file:
            uris = self._split(
                lines_of(file), context, lambda part: context.put_file(stored_name(context, extension), part)
            )
        return {"uris": uris}

    def _split(self, lines: Iterable[str], context: RunContext, put: Callable[[BinaryIO], str]) -> list[str]:
        separator = resolved(self.separator, context, "\n")
        if self.bytes is not None:
            limit = byte_size(str(context.resolve(self.bytes)))
            return cut(lines, separator, lambda size, _: size >= limit, put)
        if self.partitions is not None:
            return dealt(lines, separator, context.resolve(self.partitions), put)
        rows = resolved(self.rows, context, 1)
        return cut(lines, separator, lambda _, count: count >= rows, put)
