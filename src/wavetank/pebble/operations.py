from __future__ import annotations

from typing import TYPE_CHECKING, Final, Never

from jinja2.utils import missing

from wavetank.pebble import operators
from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.catalogue import FUNCTIONS
from wavetank.pebble.limits import BuiltList, BuiltMap
from wavetank.pebble.loop import each
from wavetank.pebble.methods import call_method
from wavetank.pebble.missing import MissingError, RefusedError
from wavetank.pebble.printing import joined
from wavetank.pebble.scope import MOST_CALLS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wavetank.pebble.scope import Scope


def coalesced(left: Callable[[], object], right: Callable[[], object]) -> object:
    """Returns the left side of `??`, or the right side if the left one is null or undefined."""
    try:
        value = left()
    except MissingError:
        return right()
    return right() if value is None else value


def defined_or(left: Callable[[], object], right: Callable[[], object]) -> object:
    """Returns the left side of `???`, or the right side if the left one is undefined."""
    try:
        return left()
    except MissingError:
        return right()


def variable(scope: Scope, name: str) -> object:
    """Returns a variable that may have been set in the template."""
    value = scope.variable(name)
    if value is missing:
        raise MissingError(name)
    return value


def assign(scope: Scope, name: str, value: object) -> None:
    """Gives a variable a value."""
    scope.set(name, value)


def was_null(scope: Scope) -> bool:
    """Tells whether the loop before had null to go through: then its `else` is left out, too."""
    return scope.was_null


def fail(_scope: Scope, message: str, remedy: str, *_: object) -> Never:
    """Raises the error of something unknown when it is reached."""
    raise RefusedError(message, remedy)


def block(scope: Scope, name: object, blocks: Mapping[object, str]) -> str:
    """Returns the text of a block of the template once more."""
    if name not in blocks:
        raise RefusedError(f"There is no block `{name}`.", did_you_mean(str(name), map(str, blocks)))
    return _run(scope, scope, blocks[name])


def invoke(scope: Scope, name: str, positional: list[object], named: dict[str, object]) -> str:
    """Returns the text that a macro makes of its arguments; those that are left out are null."""
    macro = scope.macros.get(name)
    if macro is None:
        remedy = did_you_mean(name, [*FUNCTIONS, *scope.macros])
        raise RefusedError(f"Function or Macro [{name}] does not exist.", remedy)
    if len(positional) > len(macro.parameters) or any(key not in macro.parameters for key in named):
        shown = ", ".join(f"`{parameter}`" for parameter in macro.parameters) or "none"
        raise RefusedError(f"The macro `{name}` is given arguments that it does not have.", f"Its arguments: {shown}.")
    given = dict(zip(macro.parameters, positional, strict=False)) | named
    values = {parameter: given.get(parameter) for parameter in macro.parameters}
    inner = scope.fresh(values)
    for parameter, default in macro.defaults.items():
        if parameter not in given:
            values[parameter] = _value(inner, default)
    return _run(scope, inner, macro.block)


def _value(scope: Scope, block_name: str) -> object:
    return next(iter(scope.blocks[block_name][0](scope)), None)


def _run(scope: Scope, inner: Scope, block_name: str) -> str:
    budget = scope.budget
    budget.calls += 1
    budget.spend_round()
    if budget.calls > MOST_CALLS:
        raise RefusedError("Macros or blocks call each other without an end.")
    text = joined(list(inner.blocks[block_name][0](inner)))
    budget.calls -= 1
    return text


OPERATIONS: Final[dict[str, Callable[..., object]]] = {
    "op +": operators.add,
    "op -": operators.subtract,
    "op *": operators.multiply,
    "op /": operators.divide,
    "op %": operators.modulo,
    "op negative": operators.negative,
    "op positive": operators.positive,
    "op not": operators.negated,
    "op truth": operators.truth,
    "op chosen": operators.chosen,
    "op ==": operators.equal,
    "op !=": operators.unequal,
    "op <": operators.less,
    "op >": operators.greater,
    "op <=": operators.at_most,
    "op >=": operators.at_least,
    "op contains": operators.contains,
    "op in": operators.is_in,
    "op isIn": operators.is_in,
    "op not in": operators.not_in,
    "op ~": operators.concatenate,
    "op ..": operators.interval,
    "op ??": coalesced,
    "op ???": defined_or,
    "op list": BuiltList,
    "op map": BuiltMap,
    "op method": call_method,
    "op variable": variable,
    "op set": assign,
    "op each": each,
    "op was null": was_null,
    "op fail": fail,
    "op block": block,
    "op invoke": invoke,
}
"""What the operators and constructs of a template compile to; the names cannot be written as filters."""
