from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.engine.conductor import Conductor
    from wavetank.engine.dispatcher import Dispatcher
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.transaction import Transaction

logger = logging.getLogger(__name__)


class LostExecutions:
    """
    Lets go of executions that another engine of the home has taken over, or removed, while this one ran them.

    It takes somebody who removes the lease of a living engine; then one of the two has to let go, and the others that
    wait for the same commit must not wait for ever.
    """

    def __init__(self, surroundings: Surroundings, conductor: Conductor, dispatcher: Dispatcher) -> None:
        self._surroundings = surroundings
        self._conductor = conductor
        self._dispatcher = dispatcher

    def take_out(self, transaction: Transaction) -> bool:
        """Takes what is lost out of a transaction that contradicts the store; returns whether there was any."""
        made = {creation.summary.id for creation in transaction.creations}
        written = {append.execution_id for append in transaction.appends} | {row.id for row in transaction.summaries}
        lost = {execution_id for execution_id in written - made if self._is_lost(execution_id)}
        transaction.appends = [each for each in transaction.appends if each.execution_id not in lost]
        transaction.summaries = [each for each in transaction.summaries if each.id not in lost]
        transaction.logs = [each for each in transaction.logs if each.execution_id not in lost]
        transaction.metrics = [each for each in transaction.metrics if each.execution_id not in lost]
        for execution_id in lost:
            self._let_go(execution_id)
        return bool(lost)

    def _is_lost(self, execution_id: str) -> bool:
        row = self._surroundings.store.summary(execution_id)
        if row is None:
            return True
        return row.owner != self._surroundings.engine_id and self._surroundings.alive(row.owner)

    def _let_go(self, execution_id: str) -> None:
        logger.error("Execution %s belongs to another engine now, or was removed; it ends here.", execution_id)
        if execution_id in self._conductor.live:
            self._conductor.let_go(execution_id)
            self._dispatcher.soon(self._dispatcher.withdraw(execution_id), f"stop of execution {execution_id}")
