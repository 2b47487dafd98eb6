from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from jinja2 import nodes

from wavetank.pebble.arguments import Arguments, did_you_mean
from wavetank.pebble.catalogue import FILTERS, FUNCTIONS, TESTS
from wavetank.pebble.lexer import Lexer
from wavetank.pebble.place import shortened
from wavetank.pebble.precedence import BINARY, UNARY, UNARY_STRENGTH, Form
from wavetank.pebble.syntax import Refused, Syntax, TokenStream, Unknown
from wavetank.pebble.tags import Tags
from wavetank.pebble.tokens import Token, TokenKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wavetank.pebble.builtin import Builtin
    from wavetank.pebble.precedence import Binary

Item = TypeVar("Item")
_MOST_NESTED: Final = 50
_LONGEST: Final = 1_000_000
_LARGEST_LONG: Final = 2**63 - 1
_CONSTANTS: Final[dict[str, object]] = {
    **dict.fromkeys(("true", "TRUE"), True),
    **dict.fromkeys(("false", "FALSE"), False),
    **dict.fromkeys(("null", "NULL", "none", "NONE")),
}
# Names that Jinja2's compiler treats as its own; the language has no such meaning for them.
_RESERVED_BY_COMPILER: Final = frozenset({"self", "super", "caller", "varargs", "kwargs", "loop"})
_CHAINED: Final = {"and", "or", "~"}


def parse(template: str) -> Syntax:
    """
    Returns a template as a tree of `jinja2.nodes`, with the positions of all its expressions.

    Raises:
        ExpressionError: The text is not a template; line, column and remedy are in it.
    """
    syntax = Syntax(template)
    if len(template) > _LONGEST:
        raise syntax.fault(0, f"The template is longer than {_LONGEST:,} characters.")
    parser = Parser(syntax, TokenStream(syntax, Lexer(template).run()))
    syntax.tree.body = Tags(parser).template()
    return syntax


class Parser:
    """Reads expressions by the strength of their operators (Pratt's method); `Tags` reads what stands around them."""

    def __init__(self, syntax: Syntax, stream: TokenStream) -> None:
        self.syntax = syntax
        self.stream = stream
        self.locals: list[dict[str, str]] = []
        self.nesting = 0
        syntax.assigned = frozenset(assigned_names(stream.tokens))

    def expression(self, minimum: int = 0) -> nodes.Expr:
        """Returns the expression that begins here, as far as operators of at least `minimum` strength reach."""
        start = self.stream.current.start
        self.nesting += 1
        if self.nesting > _MOST_NESTED:
            raise self.syntax.fault(start, "The expression is nested too deeply.", "Split it with `{% set %}`.")
        left = self._operand()
        while (binary := self._operator()) is not None and binary.strength >= minimum:
            symbol = self.stream.next().value
            left = self._combined(symbol, left, start)
        if minimum == 0 and self.stream.accept(TokenKind.PUNCTUATION, "?"):
            left = self._ternary(left, start)
        self.nesting -= 1
        return left

    def _operator(self) -> Binary | None:
        token = self.stream.current
        return BINARY.get(token.value) if token.kind is TokenKind.OPERATOR else None

    def _combined(self, symbol: str, left: nodes.Expr, start: int) -> nodes.Expr:
        form, strength = BINARY[symbol].form, BINARY[symbol].strength
        if form is Form.FILTER:
            return self.filter(left, start)
        if form is Form.TEST:
            return self._test(left, start, negated=symbol == "is not")
        if symbol in _CHAINED:
            return self._chain(symbol, left, start)
        right = self.expression(strength + 1)
        if symbol in ("??", "???"):
            return self.operation(symbol, [left, right], start)
        return self.operation("==" if symbol == "equals" else symbol, [left, right], start)

    def _chain(self, symbol: str, left: nodes.Expr, start: int) -> nodes.Expr:
        """`a ~ b ~ c` as one operation and `a and b and c` as a balanced tree: long chains must not nest deeply."""
        parts = [left, self.expression(BINARY[symbol].strength + 1)]
        while self.stream.accept(TokenKind.OPERATOR, symbol):
            parts.append(self.expression(BINARY[symbol].strength + 1))
        if symbol == "~":
            return self.operation("~", parts, start)
        return self._logical(symbol, [self.truth(part) for part in parts], start)

    def _logical(self, symbol: str, parts: list[nodes.Expr], start: int) -> nodes.Expr:
        if len(parts) == 1:
            return parts[0]
        middle = len(parts) // 2
        sides = self._logical(symbol, parts[:middle], start), self._logical(symbol, parts[middle:], start)
        kind = nodes.And if symbol == "and" else nodes.Or
        return kind(*sides, lineno=self.mark(start))

    def _ternary(self, condition: nodes.Expr, start: int) -> nodes.Expr:
        chosen = self.expression()
        self.stream.expect(TokenKind.PUNCTUATION, ":")
        other = self.expression()
        test = nodes.Filter(condition, "op chosen", [], [], None, None, lineno=condition.lineno)
        return nodes.CondExpr(test, chosen, other, lineno=self.mark(start))

    def _operand(self) -> nodes.Expr:
        """What an operator stands before or behind."""
        token = self.stream.current
        if token.kind is TokenKind.OPERATOR and token.value in UNARY:
            return self._unary(self.stream.next())
        if token.kind is TokenKind.PUNCTUATION:
            return self._bracketed(token)
        return self._postfix(self._primary(self.stream.next()), token.start)

    def _unary(self, operator: Token) -> nodes.Expr:
        operand = self.expression(UNARY_STRENGTH)
        return self.operation({"-": "negative", "+": "positive"}.get(operator.value, "not"), [operand], operator.start)

    def _bracketed(self, token: Token) -> nodes.Expr:
        if self.stream.accept(TokenKind.PUNCTUATION, "("):
            inner = self.expression()
            self.stream.expect(TokenKind.PUNCTUATION, ")")
            return self._postfix(inner, token.start)
        if self.stream.accept(TokenKind.PUNCTUATION, "["):
            items = self._items("]", self.expression)
            return self.operation("list", [nodes.List(items, lineno=self.mark(token.start))], token.start)
        if self.stream.accept(TokenKind.PUNCTUATION, "{"):
            pairs = self._items("}", self._pair)
            return self.operation("map", [nodes.Dict(pairs, lineno=self.mark(token.start))], token.start)
        raise self.stream.unexpected("a value")

    def _items(self, closing: str, read: Callable[[], Item]) -> list[Item]:
        items: list[Item] = []
        while not self.stream.accept(TokenKind.PUNCTUATION, closing):
            if items:
                self.stream.expect(TokenKind.PUNCTUATION, ",")
            items.append(read())
        return items

    def _pair(self) -> nodes.Pair:
        start = self.stream.current.start
        key = self.expression()
        self.stream.expect(TokenKind.PUNCTUATION, ":")
        return nodes.Pair(key, self.expression(), lineno=self.mark(start))

    def _primary(self, token: Token) -> nodes.Expr:
        if token.kind is TokenKind.NAME:
            if token.value in _CONSTANTS:
                return self.constant(_CONSTANTS[token.value], token.start)
            return self._call(token) if self.stream.at(TokenKind.PUNCTUATION, "(") else self.name(token)
        if token.kind is TokenKind.INTEGER:
            return self._integer(token)
        if token.kind is TokenKind.DECIMAL:
            return self.constant(float(token.value), token.start)
        if token.kind in (TokenKind.STRING, TokenKind.INTERPOLATION_START):
            return self._string(token)
        self.stream.index -= token.kind is not TokenKind.END
        raise self.stream.unexpected("a value")

    def _integer(self, token: Token) -> nodes.Expr:
        if len(token.value) > 19 or int(token.value) > _LARGEST_LONG:  # noqa: PLR2004 - digits of a 64-bit number
            raise self.syntax.fault(token.start, f"`{shortened(token.value)}` is not a 64-bit integer.")
        return self.constant(int(token.value), token.start)

    def _string(self, token: Token) -> nodes.Expr:
        """A string; in double quotes it may be several parts with expressions in between. A part alone is itself."""
        self.stream.index -= 1
        parts: list[nodes.Expr] = []
        was_text = False
        while True:
            current = self.stream.current
            if current.kind is TokenKind.STRING and not was_text:
                parts.append(self.constant(self.stream.next().value, current.start))
            elif self.stream.accept(TokenKind.INTERPOLATION_START):
                parts.append(self.expression())
                self.stream.expect(TokenKind.INTERPOLATION_END)
            else:
                break
            was_text = current.kind is TokenKind.STRING
        return parts[0] if len(parts) == 1 else self.operation("~", parts, token.start)

    def name(self, token: Token) -> nodes.Expr:
        """Returns what reads a variable: of a loop, set in the template, or given from outside."""
        number = self.mark(token.start)
        for scope in reversed(self.locals):
            if token.value in scope:
                return nodes.Name(scope[token.value], "load", lineno=number)
        plain = token.value.isascii() and token.value not in _RESERVED_BY_COMPILER
        if plain and token.value not in self.syntax.assigned:
            return nodes.Name(token.value, "load", lineno=number)
        return self.contextual("op variable", [nodes.Const(token.value)], token.start)

    def _postfix(self, node: nodes.Expr, start: int) -> nodes.Expr:
        """What may follow a value: `.name`, `.method(…)`, `[…]`."""
        while True:
            if self.stream.accept(TokenKind.PUNCTUATION, "."):
                node = self._attribute(node, self.stream.expect(TokenKind.NAME), start)
            elif self.stream.accept(TokenKind.PUNCTUATION, "["):
                key = self.expression()
                self.stream.expect(TokenKind.PUNCTUATION, "]")
                node = nodes.Getitem(node, key, "load", lineno=self.mark(start))
            else:
                return node

    def _attribute(self, node: nodes.Expr, name: Token, start: int) -> nodes.Expr:
        if not self.stream.at(TokenKind.PUNCTUATION, "("):
            return nodes.Getattr(node, name.value, "load", lineno=self.mark(start))
        arguments = Arguments.parse(self)
        if arguments.named:
            raise self.syntax.fault(name.start, "A method takes no named arguments.")
        return self.operation("method", [node, nodes.Const(name.value), *arguments.positional], start)

    def _call(self, name: Token) -> nodes.Expr:
        arguments = Arguments.parse(self)
        if name.value == "block":
            blocks = nodes.Const(self.syntax.blocks)
            return self.contextual("op block", [*arguments.positional[:1], blocks], name.start)
        builtin = FUNCTIONS.get(name.value)
        if builtin is not None:
            return self._bound(builtin, nodes.ContextReference(), arguments, name.start)
        self.syntax.calls.append((name.value, name.start))
        named = [nodes.Pair(nodes.Const(key), value) for key, value in arguments.named.items()]
        given = [nodes.Const(name.value), nodes.List(arguments.positional), nodes.Dict(named)]
        return self.contextual("op invoke", given, name.start)

    def filter(self, value: nodes.Expr | None, start: int) -> nodes.Expr:
        """Returns a filter on `value`; None stands for the text inside a filter block."""
        name = self.stream.expect(TokenKind.NAME)
        arguments = Arguments.parse(self)
        builtin = FILTERS.get(name.value)
        if builtin is None:
            return self._missing(Refused("filter", name.value, value, arguments), FILTERS, name.start)
        return self._bound(builtin, value, arguments, start, name.start)

    def _test(self, value: nodes.Expr, start: int, *, negated: bool) -> nodes.Expr:
        name = self.stream.expect(TokenKind.NAME)
        arguments = Arguments.parse(self)
        builtin = TESTS.get(name.value)
        if builtin is None:
            return self._missing(Refused("test", name.value, value, arguments), TESTS, name.start)
        test = self._bound(builtin, value, arguments, start, name.start)
        return nodes.Not(test, lineno=test.lineno) if negated else test

    def _bound(
        self, builtin: Builtin, value: nodes.Expr | None, arguments: Arguments, start: int, offset: int | None = None
    ) -> nodes.Expr:
        problem = arguments.problem(builtin)
        if problem is not None:
            behind = None if builtin.kind == "function" else value
            call = Refused(builtin.kind, builtin.name, behind, arguments)
            return self._failing(*problem, start if offset is None else offset, call)
        bound = arguments.bind(builtin)
        keywords = [each for each in bound if isinstance(each, nodes.Keyword)]
        return nodes.Filter(
            value, builtin.key, [] if keywords else bound, keywords, None, None, lineno=self.mark(start)
        )

    def _missing(self, call: Refused, known: Mapping[str, Builtin], offset: int) -> nodes.Expr:
        message = f"{call.kind.capitalize()} [{call.name}] does not exist."
        node = self._failing(message, did_you_mean(call.name, known), offset, call)
        if call.value is not None:
            node.args.append(call.value)
        return node

    def _failing(self, message: str, remedy: str, offset: int, call: Refused) -> nodes.Filter:
        self.syntax.unknown.append(Unknown(offset, message, remedy))
        node = self.contextual("op fail", [nodes.Const(message), nodes.Const(remedy)], offset)
        self.syntax.refused[node.lineno] = call
        return node

    def truth(self, value: nodes.Expr) -> nodes.Expr:
        """Returns the value of a condition as true or false."""
        return nodes.Filter(value, "op truth", [], [], None, None, lineno=value.lineno)

    def operation(self, name: str, operands: list[nodes.Expr], start: int) -> nodes.Filter:
        """Returns an operation of the language on these operands."""
        return nodes.Filter(operands[0], f"op {name}", operands[1:], [], None, None, lineno=self.mark(start))

    def contextual(self, name: str, arguments: Sequence[nodes.Expr], start: int) -> nodes.Filter:
        """Returns an operation that needs to know the context."""
        return nodes.Filter(nodes.ContextReference(), name, list(arguments), [], None, None, lineno=self.mark(start))

    def constant(self, value: object, start: int) -> nodes.Const:
        """Returns a literal."""
        return nodes.Const(value, lineno=self.mark(start))

    def mark(self, start: int) -> int:
        """Returns the number of the piece from `start` to the end of what was read last."""
        return self.syntax.mark(start, self.stream.last_end)


def assigned_names(tokens: list[Token]) -> set[str]:
    """Returns the names that some `set` of the template assigns."""
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return {
        name.value
        for opening, tag, name in triples
        if opening.kind is TokenKind.TAG_START and tag.value == "set" and name.kind is TokenKind.NAME
    }
