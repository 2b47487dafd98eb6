from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Returns up to three known names that `name` may be a slip of, the closest first; only one if it is certain."""
    folded = {_folded(word): word for word in known}
    if _folded(name) in folded:
        return (folded[_folded(name)],)
    matches = difflib.get_close_matches(_folded(name), folded, n=3, cutoff=0.7)
    return tuple(folded[match] for match in matches)


def _folded(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def did_you_mean(names: Iterable[str]) -> str:
    """Returns the question that offers these names; empty if there are none."""
    offered = " or ".join(f"`{name}`" for name in names)
    return f"Did you mean {offered}?" if offered else ""
