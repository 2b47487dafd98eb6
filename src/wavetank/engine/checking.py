from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.core.checks import Objection, objections, of_behavior
from wavetank.engine.execution_context import ExecutionContext
from wavetank.errors import InputError
from wavetank.model.check import CheckBehavior, CheckStyle
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry
from wavetank.model.records import AnyRecord, ExecutionEnded
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.core.progress import Progress
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings

_LEVELS = {CheckStyle.ERROR: Level.ERROR, CheckStyle.WARNING: Level.WARN}


class Checking:
    """Holds the inputs of a new execution against the checks of its flow."""

    def __init__(self, surroundings: Surroundings, journal: Journal) -> None:
        self._surroundings = surroundings
        self._journal = journal

    def pass_through(self, progress: Progress) -> list[AnyRecord]:
        """
        Takes in, and returns, what follows at once for an execution that is about to be created.

        Nothing, or its end as FAILED. What a check says without stopping it stands in its log.

        Raises:
            InputError: It is not to be created.
        """
        if not progress.flow.checks:
            return []
        found = objections(progress.flow, ExecutionContext(self._surroundings, progress).render)
        blocked = of_behavior(found, CheckBehavior.BLOCK_EXECUTION)
        if blocked:
            raise InputError(
                self._surroundings.masked(blocked),
                where=f"checks of flow {progress.flow.key}",
                remedy="Give inputs for which the checks of the flow hold.",
            )
        for objection in found:
            self._journal.keep(self._entry(progress, objection))
        return self._failed(progress, of_behavior(found, CheckBehavior.FAIL_EXECUTION))

    def _failed(self, progress: Progress, error: str) -> list[AnyRecord]:
        if not error:
            return []
        ended = ExecutionEnded(
            at=self._surroundings.clock.now(), state=State.FAILED, error=self._surroundings.masked(error)
        )
        progress.apply(ended)
        return [ended]

    def _entry(self, progress: Progress, objection: Objection) -> LogEntry:
        fails = objection.check.behavior is CheckBehavior.FAIL_EXECUTION
        return LogEntry(
            at=self._surroundings.clock.now(),
            level=Level.ERROR if fails else _LEVELS.get(objection.check.style, Level.INFO),
            message=self._surroundings.masked(objection.text),
            namespace=progress.flow.namespace,
            flow_id=progress.flow.id,
            execution_id=progress.state.id,
        )
