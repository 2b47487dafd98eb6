from __future__ import annotations

import hashlib
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PLAIN = (str, int, float, bool, bytes, type(None))


def fingerprint(function: Callable[..., Any]) -> str:
    """
    Returns a text that changes when a function does: its code, its defaults, and what it finds in its module.

    Functions that it calls there count with their own code, constants with their value; anything else, as a DataFrame,
    with its identity: another object of the same name is a change, a change inside it is none.
    """
    return hashlib.sha256("\n".join(_told(function, set())).encode(errors="replace")).hexdigest()


def _told(function: Any, seen: set[int]) -> Iterator[str]:
    function = getattr(function, "__wrapped__", function)
    if id(function) in seen or not isinstance(function, FunctionType):
        yield f"{type(function).__name__} {id(function)}" if id(function) not in seen else ""
        return
    seen.add(id(function))
    yield repr((function.__defaults__, function.__kwdefaults__))
    for cell in function.__closure__ or ():
        try:
            yield from _object(cell.cell_contents, seen)
        except ValueError:
            # The variable of the function around has no value yet.
            yield "nothing"
    for code in _codes(function.__code__):
        yield code.co_code.hex()
        yield repr([constant for constant in code.co_consts if not isinstance(constant, CodeType)])
        yield repr(code.co_names)
        for name in code.co_names:
            if name in function.__globals__:
                yield from _object(function.__globals__[name], seen)


def _object(value: Any, seen: set[int]) -> Iterator[str]:
    if isinstance(value, FunctionType):
        yield from _told(value, seen)
    elif isinstance(value, _PLAIN):
        yield repr(value)
    elif isinstance(value, ModuleType):
        yield value.__name__
    else:
        yield f"{type(value).__name__} {id(value)}"


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
