from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, model_validator

from wavetank.model.apart import Apart
from wavetank.model.level import Level
from wavetank.model.part import Duration, Part
from wavetank.model.property import Property
from wavetank.model.retry import Retry
from wavetank.model.task_cache import TaskCache

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.model.doubt import Doubt

IDENTIFIER = r"^[a-zA-Z0-9][a-zA-Z0-9_-]*$"


class Task(Part):
    """
    What every task has (language reference, section 4). A task type is a subclass, one a file, below `plugins/`.

    Attributes:
        run_if: An expression; the task run is SKIPPED when it renders to something false.
        when: As Kestra 2 writes `runIf`; it is `run_if`, too.
        timeout: Limits one attempt.
        allow_failure: FAILED becomes WARNING.
        allow_warning: WARNING becomes SUCCESS, also after `allow_failure`.
        log_level: Messages below are not kept.
        log_to_file: The log of each attempt goes to a file of internal storage, and not to the log of the execution.
        task_cache: What the task left when it succeeded may stand for it the next time.
    """

    # Properties of the language that this version reads but does not act on: deploying them is refused.
    not_yet: ClassVar[frozenset[str]] = frozenset({"workerGroup"})

    newer: ClassVar[dict[str, str]] = {"when": "Write `runIf`."}

    id: Annotated[str, Field(pattern=IDENTIFIER)]
    type: str
    description: str | None = None
    disabled: bool = False
    run_if: str = "true"
    when: str | None = None
    timeout: Property[Duration] | None = None
    allow_failure: bool = False
    allow_warning: bool = False
    log_level: Level = Level.TRACE
    retry: Annotated[Retry, Apart()] | None = None
    log_to_file: bool = False
    task_cache: Annotated[TaskCache, Apart()] | None = None
    worker_group: dict[str, Any] | None = None
    assets: dict[str, Any] | None = None
    version: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _when_is_run_if(cls, written: Any) -> Any:
        if not isinstance(written, dict) or written.get("when") is None:
            return written
        if "runIf" in written and written["runIf"] != written["when"]:
            raise ValueError("`when` is `runIf`; only one of them can stand here")
        return {**written, "runIf": written["when"]}

    @cached_property
    def calls_out(self) -> bool:
        """Whether an expression of the task may wait for the network: `http(` stands in it."""
        return "http(" in repr(self.to_dict())

    @property
    def is_cached(self) -> bool:
        """Whether what it left may stand for it."""
        return self.task_cache is not None and self.task_cache.enabled

    @property
    def asks_first(self) -> bool:
        """Whether something must be known before its first attempt: `runIf`, or what the cache holds."""
        return self.run_if != "true" or self.is_cached

    def doubts(self) -> Iterable[Doubt]:
        """Returns what may make it fail although it is written well; most types have nothing to say."""
        return ()

    def unchanged_since(self, run_id: str) -> bool:  # noqa: ARG002 - a type whose code may change looks
        """Returns whether it would do again what it did in one of its task runs, its text and inputs being the same."""
        return True

    def calls(self) -> str | None:
        """Returns the key of the flow that it runs, as it is written; None if it runs none."""
        return None

    def children(self) -> tuple[Task, ...]:
        """Returns the tasks that are written inside this one, in the order of the text."""
        return ()


AnyTask = Annotated[Task, Apart(by_type=True)]
Tasks = tuple[AnyTask, ...]
