from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.blocking import Blocking, blocking
from wavetank.api.history_calls import HistoryCalls
from wavetank.api.state_of import state_of
from wavetank.errors import InputError, NotFoundError, StateError
from wavetank.model.state import TERMINATED, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.api.execution import Execution
    from wavetank.model.execution_summary import ExecutionSummary

_OPEN = frozenset(State) - TERMINATED
# The states in which an execution must be for an operation to be done to many at once.
ALLOWED = {
    "kill": _OPEN,
    "pause": frozenset({State.RUNNING}),
    "resume": frozenset({State.PAUSED}),
    "restart": frozenset({State.FAILED, State.PAUSED}),
    "replay": frozenset(State),
    "unqueue": frozenset({State.QUEUED}),
    "force_run": _OPEN,
    "change_state": TERMINATED,
    "set_labels": TERMINATED,
    "delete": TERMINATED,
}
_QUERY = ("flow", "namespace", "state", "labels", "limit")
_SHOWN = 5


class UpkeepCalls(HistoryCalls):
    """What an engine does with executions that wait or have ended, and with many at once."""

    @blocking
    async def unqueue(self, execution_id: str, state: State | str = State.RUNNING) -> Execution:
        """
        Takes an execution out of the queue of its flow: it runs whatever the limit is, or ends CANCELLED or FAILED.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It is not QUEUED.
        """
        await self.runtime.operations.unqueue(execution_id, state_of(state))
        return self.execution(execution_id)

    @blocking
    async def force_run(self, execution_id: str) -> Execution:
        """
        Has an execution run that waits for its date, for a place in its flow, or for somebody; others are left alone.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has ended.
        """
        await self.runtime.operations.force_run(execution_id)
        return self.execution(execution_id)

    @blocking
    async def change_state(self, execution_id: str, state: State | str) -> Execution:
        """
        Gives an execution that has ended another state in which an execution ends; nothing runs because of it.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended, or the state is another.
        """
        await self.runtime.upkeep.change_state(execution_id, state_of(state))
        return self.execution(execution_id)

    @blocking
    async def set_labels(self, execution_id: str, labels: Mapping[str, str]) -> Execution:
        """
        Gives an execution that has ended labels; each takes the place of one with the same key.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended.
            InputError: A key or a value is missing, or it is a label of the engine: `system.…`.
        """
        await self.runtime.upkeep.set_labels(execution_id, labels)
        return self.execution(execution_id)

    @blocking
    async def delete(self, execution_id: str, *, logs: bool = True, metrics: bool = True, storage: bool = True) -> None:
        """
        Removes an execution that has ended for ever.

        Args:
            execution_id: The execution.
            logs: Its log, too.
            metrics: Its measurements, too.
            storage: Its files, too.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended.
        """
        await self.runtime.upkeep.delete(execution_id, logs=logs, metrics=metrics, storage=storage)

    @blocking
    async def bulk(
        self,
        action: str,
        /,
        ids: Sequence[str] | None = None,
        query: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> int:
        """
        Does an operation to many executions; returns to how many.

        Args:
            action: The name of the operation, as `restart` or `delete`.
            ids: The executions.
            query: Instead of ids: what `engine.executions` takes, as `{"namespace": "…", "labels": {…}}`.
            **arguments: What the operation takes beside the id.

        Raises:
            NotFoundError: There is no such operation, or an id is unknown; nothing was done.
            StateError: One is in a state that does not allow the operation; nothing was done.
        """
        if action not in ALLOWED:
            raise NotFoundError(
                f"There is no operation {action!r} for many.", remedy=f"There are: {', '.join(ALLOWED)}."
            )
        if (ids is None) == (query is None):
            raise StateError("Many executions are named by `ids`, or by a `query`.", remedy="Give one of them.")
        found = self._named(ids) if ids is not None else self._found(query or {})
        _check(action, found)
        operation: Blocking[Any, Any] = getattr(type(self), action)
        for each in found:
            await operation.on_loop(self, each.id, **arguments)
        return len(found)

    def _named(self, ids: Sequence[str]) -> list[ExecutionSummary]:
        asked = [ids] if isinstance(ids, str) else dict.fromkeys(ids)
        return [self.runtime.archive.summary(each) for each in asked]

    def _found(self, query: Mapping[str, Any]) -> list[ExecutionSummary]:
        unknown = [name for name in query if name not in _QUERY]
        if unknown:
            raise InputError(f"A query knows no {unknown[0]!r}.", remedy=f"It knows: {', '.join(_QUERY)}.")
        return [each.listed for each in self.executions(**{"limit": None, **query})]


def _check(action: str, found: Sequence[ExecutionSummary]) -> None:
    unfit = [each for each in found if each.state not in ALLOWED[action]]
    if unfit:
        named = ", ".join(f"{each.id} is {each.state}" for each in unfit[:_SHOWN])
        more = f", and {len(unfit) - _SHOWN} more" if len(unfit) > _SHOWN else ""
        allowed = ", ".join(sorted(ALLOWED[action]))
        raise StateError(
            f"{action} cannot be done to all of them: {named}{more}. Nothing was done.",
            remedy=f"It is for executions that are {allowed}.",
        )
