from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from wavetank.dialect.path import Path, entry

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from wavetank.dialect.document import Document


class Violation(msgspec.Struct, frozen=True):
    """
    One rule of the model that a document breaks.

    Attributes:
        kind: Pydantic's type of error, or one that the model raises itself.
        path: Where; of a missing property, where it should be.
        given: What is there.
        union_at: The length of the path at which one of several allowed kinds was tried, None if there is only one.
    """

    kind: str
    path: Path
    given: Any
    context: dict[str, Any]
    union_at: int | None = None


def violations_of(error: ValidationError, document: Document, around: Path = Path()) -> list[Violation]:  # noqa: B008 - immutable
    """Returns what a refused document, or the part of it at a path, violates, each place once."""
    found = [_violation(each, document, around) for each in error.errors(include_url=False)]
    return [violation for group in _by_union(found).values() for violation in _telling(group)]


def _violation(error: ErrorDetails, document: Document, around: Path) -> Violation:
    steps = (*around, *error["loc"])
    last: Path | None = None
    if error["type"] == "missing":
        steps, last = steps[:-1], Path(steps[-1:])
    path, union_at = _settle(steps, document.data)
    if last is not None:
        path = Path((*path, *last))
    return Violation(error["type"], path, error["input"], error.get("ctx", {}), union_at)


def _settle(steps: tuple[int | str, ...], here: Any) -> tuple[Path, int | None]:
    """Returns the steps that exist in the data; the others name the kinds that pydantic tried."""
    path: list[int | str] = []
    union_at = None
    for step in steps:
        try:
            here = entry(here, step)
        except LookupError:
            union_at = len(path) if union_at is None else union_at
        else:
            path.append(step)
    return Path(path), union_at


def _by_union(found: list[Violation]) -> dict[object, list[Violation]]:
    groups: dict[object, list[Violation]] = {}
    for number, violation in enumerate(found):
        key: object = number if violation.union_at is None else violation.path[: violation.union_at]
        groups.setdefault(key, []).append(violation)
    return groups


def _telling(group: list[Violation]) -> list[Violation]:
    """Returns what to say of a value that is none of several kinds: what is wrong inside it, or that it is none."""
    first = group[0]
    if first.union_at is None:
        return group
    deepest = max(len(violation.path) for violation in group)
    if deepest > first.union_at:
        return [violation for violation in group if len(violation.path) == deepest][:1]
    if len(group) == 1:
        return group
    kinds = tuple(dict.fromkeys(violation.kind for violation in group))
    return [Violation("union", first.path, first.given, {"kinds": kinds}, first.union_at)]
