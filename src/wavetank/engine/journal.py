from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from wavetank.engine.pace import Pace
from wavetank.errors import ConflictError, StoreError
from wavetank.model.log_entry import LogEntry
from wavetank.model.transaction import Append, Creation, Transaction

if TYPE_CHECKING:
    from wavetank.abc.store import Store
    from wavetank.model.event import Verdict
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.log_entry import Metric
    from wavetank.model.stored_flow import StoredFlow
    from wavetank.model.trigger_state import TriggerState
    from wavetank.model.window import Window

T = TypeVar("T")
Refused = dict[str, str]
AfterCommit = Callable[[Refused], None]
Listener = Callable[["list[ExecutionSummary]"], None]

_RETRY_AFTER = 1.0
_FADING = 0.999
logger = logging.getLogger(__name__)


class Journal:
    """
    Group commit: all that is written in one turn of the loop goes to disk in one transaction, for everyone waiting.

    Under load the next that must be synced is put off a little after a synced one (`Pace`), so that the loop has time
    for others and more share each wait for the disk. A single event never waits, nor any for executions that end.

    It belongs to the engine's loop. What was written is kept when the store fails, and tried again each second:
    nothing that depends on it happens before.

    Attributes:
        trouble: Why the last commit failed; empty when it did not.
        commits: How many transactions were written.
        slowest_turn: Seconds that the loop let wait, at most, what was to be written in its next turn; of late.
        settled: Called after each commit, when all that waited for it has been told.
        take_out_lost: Called with a transaction that contradicts the store; takes out what can never be written, and
            returns whether there was any.
        troubled: Called when the store begins to fail, and when it works again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._transaction = Transaction()
        self._after: list[AfterCommit] = []
        self._listeners: list[Listener] = []
        self._scheduled: asyncio.Handle | None = None
        self._pace = Pace()
        self._awaited = self._put_off = False
        self.trouble = ""
        self.commits = 0
        self.slowest_turn = 0.0
        self._asked_at = 0.0
        self.settled: Callable[[], None] = lambda: None
        self.troubled: Callable[[], None] = lambda: None
        self.take_out_lost: Callable[[Transaction], bool] = lambda _: False
        self._impatient: set[asyncio.Future[Any]] = set()

    def create(self, creation: Creation) -> None:
        """Writes a new execution, synced when an event made it."""
        self._transaction.creations.append(creation)
        if creation.verdicts:
            self._hasten()
        else:
            self._schedule()

    def append(self, append: Append, summary: ExecutionSummary | None = None) -> None:
        """Writes records, and the row of their execution if it changed; synced when the execution ended."""
        self._transaction.appends.append(append)
        if summary is not None:
            self._transaction.summaries.append(summary)
            self._transaction.synced |= summary.state.terminated
        self._schedule()

    def own(self, summary: ExecutionSummary) -> None:
        """Writes the row of an execution that changed without a new state, as when this engine takes it over."""
        self._transaction.summaries.append(summary)
        self._schedule()

    def judge(self, verdict: Verdict) -> None:
        """Writes a verdict on an event that made no execution; synced, because it lets the event be acknowledged."""
        self._transaction.verdicts.append(verdict)
        self._hasten()

    def keep(self, entry: LogEntry | Metric) -> None:
        """Writes a log entry or a measurement."""
        if isinstance(entry, LogEntry):
            self._transaction.logs.append(entry)
        else:
            self._transaction.metrics.append(entry)
        self._schedule()

    def keep_flow(self, flow: StoredFlow) -> None:
        """Writes a revision of a flow, synced."""
        self._transaction.flows.append(flow)
        self._hasten()

    def keep_trigger(self, state: TriggerState) -> None:
        """Writes the state of a trigger."""
        self._transaction.triggers.append(state)
        self._schedule()

    def keep_window(self, window: Window) -> None:
        """Writes which conditions of a Flow trigger have become true, and for how long."""
        self._transaction.closed = [key for key in self._transaction.closed if key != window.key]
        self._transaction.windows.append(window)
        self._schedule()

    def close_window(self, key: tuple[str, str, str]) -> None:
        """Removes a window of a Flow trigger."""
        self._transaction.windows = [window for window in self._transaction.windows if window.key != key]
        self._transaction.closed.append(key)
        self._schedule()

    @property
    def waiting(self) -> bool:
        """Whether something is still to be written."""
        return self._scheduled is not None

    def after_commit(self, call: AfterCommit) -> None:
        """Has `call` called, on the loop, when all that was written so far is on disk, with the creations refused."""
        self._after.append(call)
        self._schedule()

    def committed(self) -> asyncio.Future[Refused]:
        """Returns what is done when all that was written so far is on disk, with the creations that were refused."""
        done: asyncio.Future[Refused] = asyncio.get_running_loop().create_future()
        self.after_commit(lambda refused: None if done.done() else done.set_result(refused))
        return done

    async def kept(self) -> Refused:
        """
        Returns as `committed` does, but does not wait for a store that fails.

        Raises:
            StoreError: It fails; what was written waits, and goes to disk as soon as the store works again.
        """
        return await self.while_it_works(self.committed())

    async def while_it_works(self, work: Awaitable[T]) -> T:
        """
        Returns what some work that waits for the store gives, but does not wait for a store that fails.

        Raises:
            StoreError: It fails; the work was cancelled. What was written goes to disk when the store works again.
        """
        waiting = asyncio.ensure_future(work)
        self._impatient.add(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if self.trouble:
                raise StoreError(self.trouble, remedy="What was asked for is done as soon as that works.") from None
            raise
        finally:
            self._impatient.discard(waiting)

    def require(self) -> None:
        """
        Returns if the store works, as far as is known.

        Raises:
            StoreError: It fails; nothing more is taken on.
        """
        if self.trouble:
            raise StoreError(self.trouble, remedy="Nothing was done; try again when that works.")

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Has `listener` called after each commit with the execution rows that changed; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _hasten(self) -> None:
        """Schedules what its source, or a caller, waits for: it does not share the rest of what only ends."""
        self._transaction.synced = self._awaited = True
        if self._scheduled is not None and self._put_off:
            self._scheduled.cancel()
            self._scheduled, self._put_off = None, False
        self._schedule()

    def _schedule(self, delay: float = 0) -> None:
        if self._scheduled is None:
            loop = asyncio.get_running_loop()
            self._asked_at = time.perf_counter() + delay
            self._scheduled = loop.call_later(delay, self._take_turn) if delay else loop.call_soon(self._take_turn)

    def _take_turn(self) -> None:
        self._scheduled, self._put_off = None, False
        # One slow turn in a thousand fades away with those that come after it.
        self.slowest_turn = max(self.slowest_turn * _FADING, time.perf_counter() - self._asked_at)
        rest = self._pace.rest(awaited=self._awaited) if self._transaction.synced else 0
        if rest:
            self._schedule(rest)
            self._put_off = not self._awaited
        else:
            self.flush()

    def flush(self) -> None:
        """Commits what is waiting."""
        if self._scheduled is not None:
            self._scheduled.cancel()
        self._scheduled, self._put_off = None, False
        transaction, after = self._transaction, self._after
        self._transaction, self._after = Transaction(), []
        began = time.perf_counter()
        try:
            refused = self._store.commit(transaction)
        except StoreError as error:
            self._transaction, self._after = transaction, after
            if isinstance(error, ConflictError) and self.take_out_lost(transaction):
                self._schedule()
                return
            self._report(str(error))
            self._schedule(_RETRY_AFTER)
            return
        self._report("")
        self._awaited = False
        self.commits += 1
        if transaction.synced:
            self._pace.waited(began, time.perf_counter())
        self._publish(transaction, refused)
        for call in after:
            try:
                call(refused)
            except Exception:
                # The others who wait for this commit are told all the same.
                logger.exception("What follows a commit went wrong.")
        self.settled()

    def _report(self, trouble: str) -> None:
        before, self.trouble = self.trouble, trouble
        if trouble:
            for waiting in tuple(self._impatient):
                waiting.cancel()
        if bool(before) is bool(trouble):
            return
        if trouble:
            logger.error("%s Nothing is acknowledged until it can be written; trying again each second.", trouble)
        else:
            logger.warning("The home can be written again; nothing that was acknowledged is missing.")
        self.troubled()

    def _publish(self, transaction: Transaction, refused: Refused) -> None:
        changed = [creation.summary for creation in transaction.creations if creation.summary.id not in refused]
        changed += transaction.summaries
        if changed:
            for listener in tuple(self._listeners):
                listener(changed)
