from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Since(Enum):
    """Where a builtin comes from; everything up to `NEXT` works in each dialect, so that old flows keep rendering."""

    PEBBLE = "Pebble"
    KESTRA = "Kestra 0.21"
    KESTRA_1 = "Kestra 1.x"
    KESTRA_2 = "Kestra 2.0"


@dataclass(frozen=True, slots=True)
class Builtin:
    """
    A filter, function or test of the language.

    Args:
        kind: What it is.
        name: How a template names it.
        call: What it does: takes the value (a filter, a test) or the context (a function), then the arguments.
        parameters: The names of the arguments as templates write them, in order.
        since: Where it comes from.
        variadic: It takes any number of arguments, none by name.
        deprecated: What to write instead; empty if it is current.
    """

    kind: Literal["filter", "function", "test"]
    name: str
    call: Callable[..., object]
    parameters: tuple[str, ...] = ()
    since: Since = Since.KESTRA
    variadic: bool = False
    deprecated: str = ""
    keywords: Mapping[str, str] = field(init=False)
    required: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        # Filters that are handed the scope take it before the value.
        skipped = 2 if hasattr(self.call, "jinja_pass_arg") else 1
        taken = list(inspect.signature(self.call).parameters.values())[skipped:]
        pairs = list(zip(self.parameters, taken, strict=False))
        object.__setattr__(self, "keywords", {name: parameter.name for name, parameter in pairs})
        needed = tuple(name for name, parameter in pairs if parameter.default is inspect.Parameter.empty)
        object.__setattr__(self, "required", () if self.variadic else needed)

    @property
    def key(self) -> str:
        """The name under which compiled templates find it: no template can write those of functions and tests."""
        return {"filter": "", "function": "fn ", "test": "is "}[self.kind] + self.name
