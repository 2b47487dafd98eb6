from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast

from jinja2 import nodes

from wavetank.pebble.catalogue import FILTERS, FUNCTIONS, TESTS
from wavetank.pebble.precedence import BINARY, UNARY_STRENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.pebble.syntax import Refused, Syntax

_TERNARY: Final = 0
_TEST: Final = BINARY["is"].strength
_FILTER: Final = BINARY["|"].strength
_LITERAL: Final = UNARY_STRENGTH + 1
_VALUE: Final = UNARY_STRENGTH + 2
_UNARY: Final = {"op not": "not ", "op negative": "-", "op positive": "+"}
_INVISIBLE: Final = frozenset({"op truth", "op chosen"})
_NUMBER_TOO_LARGE: Final = "1" + "0" * 309

# The text of an expression, and how strongly it holds together: `_LITERAL` is a list or map, behind which nothing may
# be read, `_VALUE` what may be followed by `.name`.
Written = tuple[str, int]


class ExpressionText:
    """
    Writes expressions of a parsed template: brackets where they are needed, single quotes, a blank around operators.

    Args:
        syntax: The parsed template.
    """

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax

    def text(self, node: nodes.Expr, minimum: int = 0) -> str:
        """Returns an expression, in brackets if it holds together less strongly than `minimum`."""
        written, strength = self._written(node)
        return f"({written})" if strength < minimum else written

    def filters(self, node: nodes.Expr | None) -> list[str]:
        """Returns the filters of a `filter` tag, in the order in which they are written."""
        if not isinstance(node, nodes.Filter):
            return []
        if node.name == "op fail":
            call = self._syntax.refused[node.lineno]
            return [*self.filters(call.value), self._refused_call(call)]
        return [*self.filters(node.node), self._call(node)]

    def _written(self, node: nodes.Expr) -> Written:
        if isinstance(node, nodes.Const | nodes.Name | nodes.Getattr | nodes.Getitem):
            return self._access(node), _VALUE
        if isinstance(node, nodes.Not):
            return self._negated_test(node), _TEST
        if isinstance(node, nodes.And | nodes.Or):
            return self._logical(node)
        if isinstance(node, nodes.CondExpr):
            return self._ternary(node), _TERNARY
        if isinstance(node, nodes.Filter):
            return self._operation(node)
        raise TypeError(f"{type(node).__name__} is no part of a parsed template")

    def _access(self, node: nodes.Const | nodes.Name | nodes.Getattr | nodes.Getitem) -> str:
        if isinstance(node, nodes.Const):
            return literal(node.value)
        if isinstance(node, nodes.Name):
            return self._syntax.names.get(node.name, node.name)
        owner = self.text(node.node, _VALUE)
        return f"{owner}.{node.attr}" if isinstance(node, nodes.Getattr) else f"{owner}[{self.text(_key(node))}]"

    def _logical(self, node: nodes.And | nodes.Or) -> Written:
        symbol = "and" if isinstance(node, nodes.And) else "or"
        strength = BINARY[symbol].strength
        return f" {symbol} ".join(self.text(part, strength + 1) for part in _parts(node, type(node))), strength

    def _ternary(self, node: nodes.CondExpr) -> str:
        other = node.expr2
        assert other is not None  # noqa: S101 - the parser always reads it
        return f"{self.text(node.test, _TERNARY + 1)} ? {self.text(node.expr1)} : {self.text(other)}"

    def _operation(self, node: nodes.Filter) -> Written:
        if node.name in _INVISIBLE:
            return self._written(_value(node))
        if node.name in _UNARY:
            return _UNARY[node.name] + self.text(_value(node), UNARY_STRENGTH), UNARY_STRENGTH
        symbol = node.name.removeprefix("op ")
        if symbol != node.name and symbol in BINARY:
            return self._binary(symbol, node)
        if symbol == node.name:
            return self._builtin(node)
        if symbol == "fail":
            return self._refused(self._syntax.refused[node.lineno])
        return self._construct(symbol, node)

    def _binary(self, symbol: str, node: nodes.Filter) -> Written:
        strength = BINARY[symbol].strength
        # `a ~ b ~ c` is one operation, so its first part is not read like the left side of the others.
        first = self.text(_value(node), strength + (symbol == "~"))
        return f" {symbol} ".join([first, *(self.text(part, strength + 1) for part in node.args)]), strength

    def _builtin(self, node: nodes.Filter) -> Written:
        if node.name.startswith("fn "):
            return self._call(node), _VALUE
        if node.name.startswith("is "):
            return f"{self.text(_value(node), _TEST)} is {self._call(node)}", _TEST
        return f"{self.text(_value(node), _FILTER)} | {self._call(node)}", _FILTER

    def _negated_test(self, node: nodes.Not) -> str:
        test = node.node
        assert isinstance(test, nodes.Filter)  # noqa: S101 - `not` before a value is an operation
        if test.name == "op fail":
            call = self._syntax.refused[test.lineno]
            return f"{self._before(call, _TEST)} is not {self._refused_call(call)}"
        return f"{self.text(_value(test), _TEST)} is not {self._call(test)}"

    def _construct(self, name: str, node: nodes.Filter) -> Written:
        if name in ("list", "map"):
            return self._literal(_value(node)), _LITERAL
        return {
            "variable": lambda: _constant(node.args[0]),
            "block": lambda: f"block({self._joined(node.args[:-1])})",
            "method": lambda: self._method(node),
            "invoke": lambda: self._invocation(node),
        }[name](), _VALUE

    def _method(self, node: nodes.Filter) -> str:
        method, *arguments = node.args
        return f"{self.text(_value(node), _VALUE)}.{_constant(method)}({self._joined(arguments)})"

    def _literal(self, node: nodes.Expr) -> str:
        if isinstance(node, nodes.List):
            return f"[{self._joined(node.items)}]"
        assert isinstance(node, nodes.Dict)  # noqa: S101 - what the parser puts there
        return f"{{{', '.join(f'{self.text(pair.key)}: {self.text(pair.value)}' for pair in node.items)}}}"

    def _invocation(self, node: nodes.Filter) -> str:
        name, positional, named = node.args
        assert isinstance(positional, nodes.List)  # noqa: S101 - what the parser puts there
        assert isinstance(named, nodes.Dict)  # noqa: S101 - what the parser puts there
        written = [self.text(value) for value in positional.items]
        written += [f"{_constant(pair.key)}={self.text(pair.value)}" for pair in named.items]
        return f"{_constant(name)}({', '.join(written)})"

    def _refused(self, call: Refused) -> Written:
        written = self._refused_call(call)
        if call.kind == "function":
            return written, _VALUE
        symbol, strength = ("|", _FILTER) if call.kind == "filter" else ("is", _TEST)
        return f"{self._before(call, strength)} {symbol} {written}", strength

    def _before(self, call: Refused, strength: int) -> str:
        assert call.value is not None  # noqa: S101 - only inside a `filter` tag is there nothing before
        return self.text(call.value, strength)

    def _refused_call(self, call: Refused) -> str:
        written = [self.text(value) for value in call.arguments.positional]
        written += [f"{name}={self.text(value)}" for name, value in call.arguments.named.items()]
        return _called(call.name, written, always=call.kind == "function")

    def _call(self, node: nodes.Filter) -> str:
        """A filter, test or function with its arguments, without what stands before it."""
        kind, _, name = node.name.rpartition(" ")
        known = {"fn": FUNCTIONS, "is": TESTS, "": FILTERS}[kind][name]
        parameters = {parameter: written for written, parameter in known.keywords.items()}
        written = [self.text(value) for value in node.args]
        written += [f"{parameters[each.key]}={self.text(each.value)}" for each in _keywords(node)]
        return _called(name, written, always=kind == "fn")

    def _joined(self, values: Iterable[nodes.Expr]) -> str:
        return ", ".join(self.text(value) for value in values)


def literal(value: object) -> str:
    """Returns a constant of a template as it is written: text in single quotes, numbers without an exponent."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _decimal(value: float) -> str:
    digits = _NUMBER_TOO_LARGE if value == float("inf") else f"{Decimal(repr(value)):f}"
    return digits if "." in digits else f"{digits}.0"


def _called(name: str, arguments: list[str], *, always: bool) -> str:
    return f"{name}({', '.join(arguments)})" if arguments or always else name


def _parts(node: nodes.Expr, kind: type[nodes.And | nodes.Or]) -> list[nodes.Expr]:
    """A chain of `and` or `or`: the parser makes a balanced tree of it."""
    if isinstance(node, nodes.And | nodes.Or) and isinstance(node, kind):
        return [*_parts(node.left, kind), *_parts(node.right, kind)]
    return [node]


def _value(node: nodes.Filter) -> nodes.Expr:
    assert node.node is not None  # noqa: S101 - only inside a `filter` tag is there nothing before
    return node.node


def _key(node: nodes.Getitem) -> nodes.Expr:
    assert isinstance(node.arg, nodes.Expr)  # noqa: S101 - what the parser puts there
    return node.arg


def _keywords(node: nodes.Filter) -> list[nodes.Keyword]:
    # Jinja2's types say pairs, its compiler takes keywords.
    return cast("list[nodes.Keyword]", node.kwargs)


def _constant(node: nodes.Expr) -> str:
    assert isinstance(node, nodes.Const)  # noqa: S101 - names are constants in the tree
    return str(node.value)
