from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Difference(NamedTuple):
    """
    One place in which two things differ.

    Attributes:
        part: Where, as `outputs of load: rows[2].amount`.
        before: What stands there in the first; None if nothing does.
        after: What stands there in the second; None if nothing does.
    """

    part: str
    before: Any
    after: Any


def differences(part: str, before: Any, after: Any) -> Iterator[Difference]:
    """Gives the innermost places, in maps and in lists of the same length, in which two plain values differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from differences(_below(part, str(key)), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (first, second) in enumerate(zip(before, after, strict=True)):
            yield from differences(f"{part}[{index}]", first, second)
    elif before != after:
        yield Difference(part, before, after)


def _below(part: str, key: str) -> str:
    return f"{part}{'' if not part or part.endswith(': ') else '.'}{key}"
