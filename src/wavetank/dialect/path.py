from __future__ import annotations

from typing import Any


class Path(tuple[str | int, ...]):
    """Where a value stands in a document: keys and indices from the top; as text `tasks[1].message`."""

    __slots__ = ()

    def __truediv__(self, step: str | int) -> Path:
        return Path((*self, step))

    @property
    def parent(self) -> Path:
        """The path of what is around."""
        return Path(self[:-1])

    def within(self, other: Path) -> bool:
        """Returns whether this is the other path, or one below it."""
        return self[: len(other)] == other

    def __str__(self) -> str:
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self)
        return "".join(steps).removeprefix(".")


def entry(container: Any, step: str | int) -> Any:
    """
    Returns what a map or a list has at a key or an index.

    Raises:
        LookupError: It has no such entry, or is neither.
    """
    if isinstance(container, dict) and isinstance(step, str):
        return container[step]
    if isinstance(container, list) and isinstance(step, int):
        return container[step]
    raise LookupError(step)
