from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from wavetank.errors import InputError
from wavetank.plugins.call.cell_function import CellFunction, define

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., Any]")


@overload
def task(function: Function) -> Function: ...
@overload
def task(*, name: str | None = None) -> Callable[[Function], Function]: ...
def task(function: Function | None = None, *, name: str | None = None) -> Function | Callable[[Function], Function]:
    """
    Makes a function of this process one that flows call: `type: wavetank.Call` with `function:` and `arguments:`.

        @wt.task
        def extract(day: date, limit: int = 100) -> pd.DataFrame:
            print("reading", day)
            return pd.read_csv(…)

    It runs in a worker thread, an `async def` on the engine's loop. Arguments are rendered, then converted by the
    annotations of the parameters; one without annotation gets what the expression gives, and the DataFrame that
    another function returned. A returned map becomes the outputs of the task, anything else the output `value`. What
    it prints and logs goes to the log of its task run. A parameter annotated `wt.CallContext` gets the call's context:
    its `stopped` is true once the task was killed or is out of time; a thread cannot be stopped from outside.

    The function itself comes back unchanged, and can be called as before. Running the cell again swaps it.

    Args:
        function: The function; left out when the decorator is written with arguments.
        name: What flows call it by; its own name unless told.

    Raises:
        InputError: What is marked is no function.
    """
    if function is None:
        return lambda marked: _marked(marked, name)
    return _marked(function, name)


def _marked(function: Function, name: str | None) -> Function:
    if not callable(function) or isinstance(function, type):
        raise InputError(f"{function!r} is no function.", remedy="Write @wt.task above a `def` or `async def`.")
    define(CellFunction(name or function.__name__, function))
    return function
