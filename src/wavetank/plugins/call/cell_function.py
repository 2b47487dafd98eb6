from __future__ import annotations

import inspect
import typing
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wavetank.errors import TaskError

if TYPE_CHECKING:
    from collections.abc import Callable

_known: dict[str, CellFunction] = {}


class CellFunction:
    """
    A Python function that flows may call by its name.

    Attributes:
        name: What flows call it by.
        call: The function.
    """

    def __init__(self, name: str, call: Callable[..., Any]) -> None:
        self.name = name
        self.call = call
        self.signature = inspect.signature(call)

    @property
    def is_async(self) -> bool:
        """Whether it is a coroutine function, which runs on the engine's loop."""
        return inspect.iscoroutinefunction(self.call)

    @property
    def shown(self) -> str:
        """How it is called, as `extract(n: int = 3)`."""
        parameters = self.signature.replace(return_annotation=inspect.Signature.empty)
        return f"{self.name}{parameters}"

    @cached_property
    def annotations(self) -> dict[str, Any]:
        """
        What its parameters are annotated with, by their names.

        Raises:
            TaskError: An annotation names something that is not there.
        """
        try:
            return typing.get_type_hints(self.call, include_extras=True)
        except (NameError, TypeError) as error:
            raise TaskError(
                f"The annotations of function {self.name} cannot be read: {error}.",
                remedy="Import or define what they name, and run the cell of the function again.",
            ) from error

    def bind(self, arguments: dict[str, Any]) -> inspect.BoundArguments:
        """
        Returns arguments as the function takes them.

        Raises:
            TypeError: It takes others; the message says which.
        """
        return self.signature.bind(**arguments)


def define(function: CellFunction) -> None:
    """Makes a function known, in the place of one of the same name; calls that run already go on with the former."""
    _known[function.name] = function


def defined(name: str) -> CellFunction | None:
    """Returns the function of this name, None if no cell has defined it."""
    return _known.get(name)


def names() -> list[str]:
    """Returns the names of the functions that flows may call, sorted."""
    return sorted(_known)


def how_to_define(name: str) -> str:
    """Returns the sentence that says what is to be done about a function that is not there."""
    if name.isidentifier():
        return f"Run a cell with `@wt.task` above `def {name}(…):`."
    return f'Run a cell with `@wt.task(name="{name}")` above a function.'
