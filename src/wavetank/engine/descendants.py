from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.model.records import ExecutionCreated

# So many that have ended are remembered, because what they made still runs; of others is read who made them.
_MOST_ENDED = 10_000


class Descendants:
    """
    Which executions were made by which, as far as any of them runs here.

    Asking costs what is found, however many others run. Who made one that ended before this engine led it is read once.
    """

    def __init__(self) -> None:
        self._maker: dict[str, str | None] = {}
        self._made: dict[str, dict[str, None]] = {}
        self._ended: dict[str, None] = {}
        self._unread: dict[str, None] = {}

    def add(self, created: ExecutionCreated) -> None:
        """Takes an execution in that runs here from now on."""
        self._ended.pop(created.id, None)
        if created.id not in self._maker:
            self._link(created.id, maker_of(created))

    def remove(self, execution_id: str) -> None:
        """Takes one out that runs here no more; it is remembered as long as something runs that it made."""
        if execution_id in self._maker:
            self._ended[execution_id] = None
            self._forget(execution_id)
        while len(self._ended) > _MOST_ENDED:
            self._forget_maker(next(iter(self._ended)))

    def of(self, execution_id: str, read: Callable[[str], ExecutionCreated | None]) -> list[str]:
        """
        Returns the ids of those that an execution made, that these made, and so on; some may have ended.

        Args:
            execution_id: The execution; it may have ended.
            read: Returns the first record of an execution.
        """
        while self._unread:
            maker = next(iter(self._unread))
            self._ended[maker] = None
            created = read(maker)
            self._link(maker, maker_of(created) if created is not None else None)
        found = dict.fromkeys(self._made.get(execution_id, ()))
        waiting = list(found)
        while waiting:
            new = [each for each in self._made.get(waiting.pop(), ()) if each not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return [each for each in found if each != execution_id]

    def _link(self, execution_id: str, maker: str | None) -> None:
        self._unread.pop(execution_id, None)
        self._maker[execution_id] = maker
        if maker is not None:
            self._made.setdefault(maker, {})[execution_id] = None
            if maker not in self._maker:
                self._unread[maker] = None

    def _forget(self, execution_id: str | None) -> None:
        """Forgets one that has ended if all that it made is forgotten, then perhaps the one that made it."""
        while execution_id is not None and execution_id not in self._made and self._is_over(execution_id):
            self._ended.pop(execution_id, None)
            self._unread.pop(execution_id, None)
            execution_id = self._cut(execution_id)

    def _is_over(self, execution_id: str) -> bool:
        return execution_id in self._ended or execution_id in self._unread

    def _forget_maker(self, execution_id: str) -> None:
        """Forgets who made one that has ended; it is read again when somebody asks."""
        del self._ended[execution_id]
        self._unread[execution_id] = None
        self._forget(self._cut(execution_id))

    def _cut(self, execution_id: str) -> str | None:
        maker = self._maker.pop(execution_id, None)
        if maker is not None:
            made = self._made[maker]
            del made[execution_id]
            if not made:
                del self._made[maker]
        return maker


def maker_of(created: ExecutionCreated) -> str | None:
    """Returns the id of the execution that made one; None if none did."""
    maker = created.trigger.variables.get("executionId") if created.trigger is not None else None
    return maker if isinstance(maker, str) else None
