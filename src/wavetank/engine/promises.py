from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.core.sla import assertion_violation, duration_violation, violated
from wavetank.engine.execution_context import ExecutionContext
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry
from wavetank.model.sla import SlaBehavior

if TYPE_CHECKING:
    from wavetank.core.progress import Progress
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.records import AnyRecord
    from wavetank.model.sla import Sla


class Promises:
    """Looks whether executions keep the SLAs of their flows (semantics reference, section 10)."""

    def __init__(self, surroundings: Surroundings, journal: Journal) -> None:
        self._surroundings = surroundings
        self._journal = journal

    def at_step(self, progress: Progress) -> list[AnyRecord]:
        """Returns the records of an execution that, as it stands, breaks an assertion; the first one counts."""
        if progress.state.state.terminated:
            return []
        render = ExecutionContext(self._surroundings, progress).render
        for sla in progress.flow.sla:
            if sla.id not in progress.state.violated and (reason := assertion_violation(sla, render)) is not None:
                return self._broken(progress, sla, reason)
        return []

    def when_due(self, progress: Progress, sla_id: str) -> list[AnyRecord]:
        """Returns the records of an execution that takes longer than it may."""
        sla = next(sla for sla in progress.flow.sla if sla.id == sla_id)
        reason = duration_violation(sla, self._surroundings.clock.now() - progress.state.created.at)
        return [] if reason is None else self._broken(progress, sla, reason)

    def _broken(self, progress: Progress, sla: Sla, reason: str) -> list[AnyRecord]:
        reason = self._surroundings.masked(reason)
        records = violated(progress, sla, reason, self._surroundings.clock.now())
        if records:
            self._journal.keep(self._entry(progress, sla, reason))
        return records

    def _entry(self, progress: Progress, sla: Sla, reason: str) -> LogEntry:
        return LogEntry(
            at=self._surroundings.clock.now(),
            level=Level.WARN if sla.behavior is SlaBehavior.NONE else Level.ERROR,
            message=reason,
            namespace=progress.flow.namespace,
            flow_id=progress.flow.id,
            execution_id=progress.state.id,
        )
