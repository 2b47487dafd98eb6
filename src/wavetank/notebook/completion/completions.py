from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Completions(NamedTuple):
    """
    What may stand in the place of a fragment.

    Attributes:
        fragment: What is there already, before the cursor.
        kind: What they are, as front ends show it: `property`, `class`, `value`, `function` ….
        names: The texts; those that do not fit the fragment are left out later.
    """

    fragment: str
    kind: str
    names: Iterable[str]

    @property
    def fitting(self) -> list[str]:
        """Those that begin like the fragment, or end like what begins so: people remember the end of a type."""
        return [name for name in dict.fromkeys(self.names) if _fits(name, self.fragment)]


def _fits(name: str, fragment: str) -> bool:
    if name.startswith(fragment) or name.rpartition(".")[2].lower().startswith(fragment.lower()):
        return True
    return "." in fragment and f".{fragment.lower()}" in f".{name.lower()}"
