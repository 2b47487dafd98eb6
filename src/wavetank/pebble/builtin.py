from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FunctionType


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
        # Read from the code itself: the signatures of a hundred functions would cost milliseconds of every import.
        function = cast("FunctionType", self.call)
        code, defaults = function.__code__, len(function.__defaults__ or ())
        # Filters that are handed the scope take it before the value.
        first = 2 if hasattr(self.call, "jinja_pass_arg") else 1
        taken = code.co_varnames[first : code.co_argcount]
        optional = set(taken[len(taken) - defaults :]) if defaults else set()
        pairs = list(zip(self.parameters, taken, strict=False))
        object.__setattr__(self, "keywords", dict(pairs))
        needed = tuple(name for name, parameter in pairs if parameter not in optional)
        object.__setattr__(self, "required", () if self.variadic else needed)

    @property
    def key(self) -> str:
        """The name under which compiled templates find it: no template can write those of functions and tests."""
        return {"filter": "", "function": "fn ", "test": "is "}[self.kind] + self.name
