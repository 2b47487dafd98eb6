from __future__ import annotations

from enum import Enum
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FunctionType

_PACKAGES: Final = {
    "filter": "wavetank.pebble.filters",
    "function": "wavetank.pebble.functions",
    "test": "wavetank.pebble",
}
_KEYS: Final = {"filter": "", "function": "fn ", "test": "is "}


class Since(Enum):
    """Where a builtin comes from; everything up to `NEXT` works in each dialect, so that old flows keep rendering."""

    PEBBLE = "Pebble"
    KESTRA = "Kestra 0.21"
    KESTRA_1 = "Kestra 1.x"
    KESTRA_2 = "Kestra 2.0"


class Builtin(msgspec.Struct, frozen=True, dict=True):
    """
    A filter, function or test of the language, imported with the first template that names it.

    Args:
        kind: What it is.
        name: How a template names it.
        place: Where it is written: `module.function`, in the package of its kind.
        parameters: The names of the arguments as templates write them, in order.
        since: Where it comes from.
        variadic: It takes any number of arguments, none by name.
        deprecated: What to write instead; empty if it is current.
    """

    kind: Literal["filter", "function", "test"]
    name: str
    place: str
    parameters: tuple[str, ...] = ()
    since: Since = Since.KESTRA
    variadic: bool = False
    deprecated: str = ""

    @property
    def key(self) -> str:
        """The name under which compiled templates find it: no template can write those of functions and tests."""
        return _KEYS[self.kind] + self.name

    @cached_property
    def call(self) -> FunctionType:
        """What it does: takes the value (a filter, a test) or the context (a function), then the arguments."""
        module, _, name = self.place.partition(".")
        function: FunctionType = getattr(import_module(f"{_PACKAGES[self.kind]}.{module}"), name)
        return function

    @cached_property
    def keywords(self) -> Mapping[str, str]:
        """By the names of the arguments in templates, those in its code."""
        return dict(self._pairs())

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of the arguments that cannot be left out."""
        if self.variadic:
            return ()
        code, defaults = self.call.__code__, len(self.call.__defaults__ or ())
        needed = code.co_varnames[: code.co_argcount - defaults]
        return tuple(name for name, parameter in self._pairs() if parameter in needed)

    def _pairs(self) -> list[tuple[str, str]]:
        # Filters that are handed the scope take it before the value.
        first = 2 if hasattr(self.call, "jinja_pass_arg") else 1
        code = self.call.__code__
        return list(zip(self.parameters, code.co_varnames[first : code.co_argcount], strict=False))
