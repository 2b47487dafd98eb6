from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.log_entry import LogEntry, Metric
    from wavetank.model.records import TriggerInfo
    from wavetank.model.task_run import TaskRun

# A picture that lives is told when it is and what the reader opened; one that is kept has neither.
from datetime import datetime

from wavetank.model.input import Input
from wavetank.model.state import State  # noqa: TC001 - as above


class ShownExecution(Protocol):
    """What the view of an execution reads."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def namespace(self) -> str: ...  # noqa: D102
    @property
    def flow_id(self) -> str: ...  # noqa: D102
    @property
    def flow_revision(self) -> int: ...  # noqa: D102
    @property
    def state(self) -> State: ...  # noqa: D102
    @property
    def created(self) -> datetime: ...  # noqa: D102
    @property
    def duration(self) -> float | None: ...  # noqa: D102
    @property
    def error(self) -> str: ...  # noqa: D102
    @property
    def place(self) -> str: ...  # noqa: D102
    @property
    def inputs(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def outputs(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def labels(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def trigger(self) -> TriggerInfo | None: ...  # noqa: D102
    @property
    def parent(self) -> str | None: ...  # noqa: D102
    @property
    def task_runs(self) -> Sequence[TaskRun]: ...  # noqa: D102
    @property
    def logs(self) -> Sequence[LogEntry]: ...  # noqa: D102
    @property
    def metrics(self) -> Sequence[Metric]: ...  # noqa: D102


class Liveness(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a picture that lives shows beyond one that is kept: buttons, and bars up to the present moment.

    Attributes:
        now: The present moment.
        expanded: The ids of loops whose rounds are all shown.
        asked: What a Pause asks for before it goes on.
        again: What it was started with and another one may be started without, each with its value as the default.
        progress: How many task runs have ended, and how many there will be as far as is known.
    """

    now: datetime
    expanded: frozenset[str] = frozenset()
    asked: tuple[Input, ...] = ()
    again: tuple[Input, ...] = ()
    progress: tuple[int, int] = (0, 0)
