from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.engine.live_execution import LiveExecution
from wavetank.model.records import ExecutionRenewed

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.intake import Intake
    from wavetank.engine.surroundings import Surroundings


class Renewals:
    """Executions that take the place of one that has failed: `CREATE_NEW_EXECUTION` (semantics, section 6)."""

    def __init__(self, surroundings: Surroundings, conductor: Conductor, intake: Intake) -> None:
        self._surroundings = surroundings
        self._conductor = conductor
        self._intake = intake

    def renew(self, former: LiveExecution, begins: datetime) -> None:
        """Creates another execution like a failed one, which begins at a date; both know of it in one transaction."""
        state, now = former.progress.state, self._surroundings.clock.now()
        created = replace(
            state.created,
            at=now,
            id=self._surroundings.ids(),
            labels=state.labels,
            parent_id=state.id,
            original_id=state.original_id,
            begins=max(begins, now),
            attempt=state.created.attempt + 1,
            chain_began=state.created.chain_began or state.created.at,
        )
        live = LiveExecution(former.progress.flow, self._surroundings.engine_id)
        live.progress.apply(created)
        effects = self._intake.create(live)
        self._conductor.do_when_kept(live, effects)
        self._conductor.proceed(former, [ExecutionRenewed(at=now, execution_id=live.id)])
