from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wavetank.model.state import State


class ExecutionOperations(Protocol):
    """What a task does to executions, its own one included. Everything happens on the loop."""

    async def resume(self, execution_id: str, inputs: Mapping[str, Any]) -> object:
        """
        Has a paused execution go on.

        Raises:
            NotFoundError, StateError, InputError: It does not.
        """

    def leave(self, execution_id: str, task_id: str, state: State) -> None:
        """Ends the execution in which a task runs, in this state; KILLED stops what runs for it."""

    def kill_left(self, execution_ids: Iterable[str]) -> None:
        """Ends those executions as KILLED that have not ended, with those that they made."""

    async def kill_from_task(self, execution_id: str, *, cascade: bool) -> None:
        """
        Ends an execution as KILLED, with those that it made if `cascade`.

        Raises:
            NotFoundError, StateError: There is none, or it has ended.
        """
