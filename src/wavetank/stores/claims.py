from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wavetank.model.event import Outcome, Verdict
from wavetank.stores.statements import CLAIM, EARLIER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from wavetank.model.transaction import Creation
    from wavetank.stores.rows import Row

Identity = tuple[str, str, str, str]
"""Namespace, flow, trigger, and what the source knows the event by."""


class Claims:
    """
    The identities that the creations of one transaction ask for.

    Attributes:
        refused: For each creation that came too late, its execution id → its identities that were claimed before →
            the execution that each of them made.
    """

    def __init__(self, creations: Sequence[Creation]) -> None:
        self._wanted = {creation.summary.id: identities_of(creation) for creation in creations if creation.verdicts}
        self.refused: dict[str, dict[Identity, str]] = {}

    def rows(self) -> list[Row]:
        """Returns all identities, each with the execution that asks for it."""
        return [(*identity, made) for made, identities in self._wanted.items() for identity in identities]

    def claim(self, connection: sqlite3.Connection) -> None:
        """Claims the identities of each creation, all of them or none; inside a transaction that writes."""
        rows = self.rows()
        if not rows:
            return
        connection.execute("SAVEPOINT claims")
        if connection.executemany(CLAIM, rows).rowcount < len(rows):
            connection.execute("ROLLBACK TO claims")
            self._claim_one_by_one(connection)
        connection.execute("RELEASE claims")

    def verdicts(self, creation: Creation) -> tuple[Verdict, ...]:
        """Returns the verdicts of a creation as they go into the ledger."""
        earlier = self.refused.get(creation.summary.id)
        if not earlier:
            return creation.verdicts
        return tuple(_duplicate(verdict, earlier) for verdict in creation.verdicts)

    def _claim_one_by_one(self, connection: sqlite3.Connection) -> None:
        for made, identities in self._wanted.items():
            found = {identity: connection.execute(EARLIER, identity).fetchone() for identity in identities}
            earlier = {identity: row[0] for identity, row in found.items() if row is not None}
            if earlier:
                self.refused[made] = earlier
            else:
                connection.executemany(CLAIM, [(*identity, made) for identity in identities])


def identities_of(creation: Creation) -> list[Identity]:
    """Returns the identities that a creation claims, each once."""
    return list(dict.fromkeys(_identity(verdict) for verdict in creation.verdicts))


def _identity(verdict: Verdict) -> Identity:
    return (verdict.namespace, verdict.flow_id, verdict.trigger_id, verdict.identity)


def _duplicate(verdict: Verdict, earlier: dict[Identity, str]) -> Verdict:
    first = next(iter(earlier))
    made = earlier.get(_identity(verdict))
    reason = f"It made execution {made} before." if made else f"It came with {first[3]}, which was received before."
    return msgspec.structs.replace(
        verdict,
        outcome=Outcome.DUPLICATE,
        stage="identity",
        reason=reason,
        execution_id=made or earlier[first],
    )
