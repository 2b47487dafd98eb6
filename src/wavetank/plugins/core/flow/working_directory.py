from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from wavetank.abc.directory_task import DirectoryTask
from wavetank.abc.runnable_task import RunnableTask
from wavetank.model.block import Block
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.task import Task, Tasks
from wavetank.plugins.core.flow.directory_cache import DirectoryCache
from wavetank.plugins.scripts.namespace_files import NamespaceFiles
from wavetank.plugins.scripts.workplace import TextMap, Texts, Workplace

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import Outputs, RunContext


class WorkingDirectory(Block, DirectoryTask):
    """
    Runs its tasks one after another in one folder (language reference, section 7.1; semantics, section 4.8).

    Output: `outputFiles`, path → URI, if there are any.

    Attributes:
        input_files: Name → content, or URI of internal storage.
        output_files: Patterns of the files that are kept when the last task has ended, also when one failed.
        namespace_files: Files of namespaces that stand there before the input files.
        cache: Files that the next run finds there again, before all others.
    """

    tasks: Annotated[Tasks, Field(min_length=1)]
    input_files: TextMap = Field(default_factory=dict)
    output_files: Texts = ()
    namespace_files: NamespaceFiles | None = None
    cache: DirectoryCache | None = None

    @model_validator(mode="after")
    def _only_work(self) -> WorkingDirectory:
        others = [task.id for task in self.tasks if not isinstance(task, RunnableTask) or task.steers]
        if others:
            raise ValueError(
                f"Only runnable tasks are allowed as children of the WorkingDirectory task {self.id}: "
                f"{', '.join(others)} is none"
            )
        return self

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks."""
        return self.tasks

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing
        """Returns one group."""
        return in_sequence(self.tasks)

    def open(self, context: RunContext) -> None:
        """Puts the files of the cache, those of namespaces and the input files into the folder."""
        place = Workplace(context)
        if self.cache is not None:
            self.cache.restore(place)
        chosen = None if self.namespace_files is None else self.namespace_files.chosen(place)
        if chosen is not None:
            chosen.put_into(place.directory, context)
        place.give(place.map(self.input_files))

    def close(self, context: RunContext) -> Outputs | None:
        """Keeps the output files, then those of the cache."""
        place = Workplace(context)
        patterns = place.texts(self.output_files)
        found = place.collect(patterns) if patterns else {}
        if self.cache is not None:
            self.cache.keep(place)
        return {"outputFiles": found} if found else None
