from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from wavetank.model.event import Verdict
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.level import Level
    from wavetank.model.log_entry import LogEntry, Metric
    from wavetank.model.mark import Mark
    from wavetank.model.purged import Purged
    from wavetank.model.records import AnyRecord
    from wavetank.model.state import State
    from wavetank.model.stored_flow import StoredFlow
    from wavetank.model.transaction import Transaction
    from wavetank.model.trigger_state import TriggerState
    from wavetank.model.window import Window


class Store(ABC):
    """
    Where flows, records, verdicts and the positions of triggers are kept.

    - `commit` is called from one thread at a time; the reading methods from any thread, also while a commit runs, and
      they see whole transactions only.
    - When `commit` returns, a synced transaction survives a power cut, any other the death of the process.
    - Records of an execution come back in the order in which they were appended.
    - A revision of a flow keeps the text that it was written with first: another text for it changes nothing.
    - Times come back aware and in UTC, to the microsecond.

    Attributes:
        shared: Whether other processes may write to it, too.
    """

    shared: bool = False

    @abstractmethod
    def commit(self, transaction: Transaction) -> dict[str, str]:
        """
        Writes a transaction whole.

        Returns:
            For each creation that was refused, its execution id → the id of the execution that the identity made
            before. A refused creation leaves nothing but its verdicts, as DUPLICATE.

        Raises:
            StoreError: Nothing was written.
        """

    @abstractmethod
    def close(self) -> None:
        """Lets go of files and connections."""

    @abstractmethod
    def records(self, execution_id: str) -> list[AnyRecord]:
        """Returns all records of an execution, none if it is unknown."""

    @abstractmethod
    def first_record(self, execution_id: str) -> AnyRecord | None:
        """Returns the first record of an execution, which says how it was created; None if it is unknown."""

    @abstractmethod
    def mark(self) -> Mark:
        """Returns how far it is written now, by anybody; no position is ever given twice, whatever is purged."""

    @abstractmethod
    def written_by_others(self, owner: str, after: int, until: int) -> list[tuple[ExecutionSummary, int]]:
        """
        Returns the executions that belong to others, to any if `owner` is empty, and to which records were written
        behind one position and up to another, each with how many records it had before; in the order in which they
        were written last.
        """

    @abstractmethod
    def summary(self, execution_id: str) -> ExecutionSummary | None:
        """Returns the row of an execution."""

    @abstractmethod
    def summaries(
        self,
        *,
        namespace: str | None = None,
        flow_id: str | None = None,
        states: Sequence[State] = (),
        labels: Mapping[str, str] | None = None,
        limit: int | None = 50,
    ) -> list[ExecutionSummary]:
        """Returns rows of executions that have all of these labels, the newest first."""

    def listing(
        self,
        *,
        namespace: str | None = None,
        flow_id: str | None = None,
        states: Sequence[State] = (),
        labels: Mapping[str, str] | None = None,
        limit: int | None = None,
    ) -> Sequence[ExecutionSummary]:
        """Returns what `summaries` returns, where it may be very many; SummaryColumns from a store that can."""
        return self.summaries(namespace=namespace, flow_id=flow_id, states=states, labels=labels, limit=limit)

    @abstractmethod
    def open_executions(self) -> list[ExecutionSummary]:
        """Returns the rows of all executions that have not ended, the oldest first."""

    @abstractmethod
    def flows(self) -> list[StoredFlow]:
        """Returns the newest revision of each flow that is not deleted."""

    @abstractmethod
    def flow(self, namespace: str, flow_id: str, revision: int | None = None) -> StoredFlow | None:
        """Returns one revision of a flow, the newest if none is named, deleted or not."""

    @abstractmethod
    def triggers(self, namespace: str, flow_id: str) -> list[TriggerState]:
        """Returns the stored states of a flow's triggers."""

    @abstractmethod
    def windows(self, namespace: str, flow_id: str) -> list[Window]:
        """Returns the windows of a flow's triggers, also those whose time is over, by their ids."""

    @abstractmethod
    def verdicts(
        self,
        *,
        namespace: str | None = None,
        flow_id: str | None = None,
        identity: str | None = None,
        verdict_id: str | None = None,
        execution_id: str | None = None,
        limit: int | None = 50,
    ) -> list[Verdict]:
        """Returns rows of the verdict ledger, the newest first."""

    @abstractmethod
    def fired(self, namespace: str, flow_id: str, trigger_id: str, identities: Sequence[str]) -> dict[str, str]:
        """Returns those of the identities that have made an execution, with its id."""

    @abstractmethod
    def logs(self, execution_id: str | None = None, *, limit: int | None = None) -> list[LogEntry]:
        """Returns log entries in the order in which they were written."""

    @abstractmethod
    def logs_after(self, execution_id: str, position: int, limit: int) -> list[tuple[int, LogEntry]]:
        """Returns the next log entries of an execution behind a position, each with its own; 0 is before the first."""

    @abstractmethod
    def metrics(self, execution_id: str) -> list[Metric]:
        """Returns the measurements of an execution."""

    @abstractmethod
    def purge(
        self, execution_ids: Sequence[str], *, executions: bool, logs: bool, metrics: bool, synced: bool = True
    ) -> Purged:
        """
        Removes executions with their records, their log entries or their measurements for ever, in one transaction.

        What their events were known by stays: an event that comes again still makes no second execution. It may be
        called from any thread. With `synced` it survives a power cut.

        Returns:
            How many rows of each kind are gone.
        """

    @abstractmethod
    def ended_before(self, moment: datetime, most: int) -> list[ExecutionSummary]:
        """Returns executions that ended before a moment, up to so many, those that ended first before the others."""

    @abstractmethod
    def purge_verdicts(self, moment: datetime, most: int) -> int:
        """Removes up to so many verdicts of before a moment, the oldest first, not synced; returns how many."""

    @abstractmethod
    def give_back(self) -> bool:
        """
        Gives a small portion of the space that purges freed back to the disk, synced or not.

        What is likely to be filled again soon is kept. It may be called from any thread.

        Returns:
            Whether there is more to give back.
        """

    @abstractmethod
    def purge_logs(
        self,
        *,
        below: str | None = None,
        flow_id: str | None = None,
        execution_id: str | None = None,
        of_executions: bool | None = None,
        levels: Sequence[Level] = (),
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> int:
        """
        Removes log entries for ever; it may be called from any thread.

        Args:
            below: Those of this namespace and all below it.
            flow_id: Those of a flow.
            execution_id: Those of an execution.
            of_executions: Those of executions if true, those of triggers if false; None for both.
            levels: Those of one of these severities; all if empty.
            start: Those written then or later.
            end: Those written then or earlier.

        Returns:
            How many are gone.
        """
