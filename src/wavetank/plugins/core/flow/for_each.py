from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from wavetank.model.block import Block
from wavetank.model.outline import Outline, Relation
from wavetank.model.plan import Group, Plan, enabled
from wavetank.model.task import Task, Tasks

USE_LOOP = (
    "Use io.kestra.plugin.core.flow.Loop: `values`, `concurrencyLimit: 1` for one after another, and `item.value` in "
    "the place of `taskrun.value`."
)


def _of_known_kinds(written: str | list[Any]) -> str | list[Any]:
    if isinstance(written, list) and any(isinstance(value, bool | list) for value in written):
        raise ValueError(
            "an element of the list is a text, a number or a map; of others write the JSON text, as '[true, [1, 2]]'"
        )
    return written


LoopValues = Annotated[str | list[Any], AfterValidator(_of_known_kinds)]


class ForEach(Block):
    """
    Runs its tasks once for each value (language reference, section 7.1).

    The values are told apart by their text: a value that stands twice is taken once. `taskrun.value` is always a text,
    JSON for what is none.
    """

    gone: ClassVar[dict[str, str]] = {"type": USE_LOOP}

    values: LoopValues
    concurrency_limit: Annotated[int, Field(ge=0)] = 1
    tasks: Annotated[Tasks, Field(min_length=1)]

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks."""
        return self.tasks

    def outline(self) -> Outline:
        """Returns its tasks, which come once for each value."""
        return Outline(Relation.DYNAMIC, (Group(self.tasks),))

    def question(self) -> str | list[Any]:
        """Returns the values as they are written."""
        return self.values

    def plan(self, answer: Any) -> Plan:
        """Returns a group for each value that is new."""
        steps, values = enabled(self.tasks), loop_values(answer)
        if not steps:
            return Plan()
        groups = tuple(Group(steps, value, number) for number, value in enumerate(values))
        return Plan(groups, self.concurrency_limit)


def loop_values(answer: Any) -> list[str]:
    """
    Returns the values of a loop as texts, each once.

    Raises:
        ValueError: The answer is no list, or has an element that is null.
    """
    values = _read(answer) if isinstance(answer, str) else answer
    if not isinstance(values, list):
        raise ValueError(f"`values` must be a list, or the JSON text of one; it is {_shortened(answer)}")  # noqa: TRY004
    if any(value is None for value in values):
        raise ValueError("`values` has an element that is null")
    return list(dict.fromkeys(_text(value) for value in values))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(f"`values` must be the JSON text of a list; it is {_shortened(text)}") from None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"  # noqa: PLR2004 - a line
