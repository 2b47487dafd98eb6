from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from jinja2 import nodes

from wavetank.pebble.place import Span, fault
from wavetank.pebble.tokens import Token, TokenKind

if TYPE_CHECKING:
    from wavetank.errors import ExpressionError
    from wavetank.pebble.arguments import Arguments


class Unknown(msgspec.Struct, frozen=True):
    """A filter, function, test or argument that does not exist; rendering fails only where it is reached."""

    offset: int
    message: str
    remedy: str


class Refused(NamedTuple):
    """A call that fails where it is reached, as it is written; `value` is what a filter or test stands behind."""

    kind: str
    name: str
    value: nodes.Expr | None
    arguments: Arguments


class Syntax(msgspec.Struct):
    """
    A parsed template.

    `tree` is what Jinja2's compiler takes. The `lineno` of its nodes is an index into `spans`: one number that says
    where an expression, or a piece of text, begins and ends. The tree has names of its own for the variables of loops:
    `names` says how they are written. It has only an error for a call that cannot work: `refused` holds the call.
    """

    template: str
    tree: nodes.Template = msgspec.field(default_factory=lambda: nodes.Template([]))
    spans: list[Span] = msgspec.field(default_factory=lambda: [Span(0, 0)])
    macros: dict[str, Macro] = msgspec.field(default_factory=dict)
    blocks: dict[str, str] = msgspec.field(default_factory=dict)
    assigned: frozenset[str] = frozenset()
    names: dict[str, str] = msgspec.field(default_factory=dict)
    refused: dict[int, Refused] = msgspec.field(default_factory=dict)
    unknown: list[Unknown] = msgspec.field(default_factory=list)
    calls: list[tuple[str, int]] = msgspec.field(default_factory=list)

    def mark(self, start: int, end: int) -> int:
        """Returns the number under which a piece of the template is remembered."""
        self.spans.append(Span(start, end))
        return len(self.spans) - 1

    def span(self, node: nodes.Node) -> Span:
        """Returns where a node stands."""
        return self.spans[node.lineno]

    def fault(self, offset: int, cause: str, remedy: str = "") -> ExpressionError:
        """Returns the error for something wrong at an offset."""
        return fault(self.template, offset, cause, remedy)


class Macro(msgspec.Struct, frozen=True):
    """A macro of the template: the block that holds its body, its parameters, and which of them have a default."""

    block: str
    parameters: tuple[str, ...]
    defaults: dict[str, str]


class TokenStream:
    """The tokens of a template, read one after the other."""

    def __init__(self, syntax: Syntax, tokens: list[Token]) -> None:
        self.syntax = syntax
        self.tokens = tokens
        self.index = 0

    @property
    def current(self) -> Token:
        """The token that is next to be read."""
        return self.tokens[self.index]

    @property
    def last_end(self) -> int:
        """Where the token that was read last ends."""
        return self.tokens[self.index - 1].end

    def peek(self) -> Token:
        """Returns the token behind the current one."""
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def next(self) -> Token:
        """Returns the current token and moves on."""
        token = self.tokens[self.index]
        if token.kind is not TokenKind.END:
            self.index += 1
        return token

    def at(self, kind: TokenKind, value: str | None = None) -> bool:
        """Tells whether the current token is of this kind, and says this."""
        token = self.tokens[self.index]
        return token.kind is kind and (value is None or token.value == value)

    def accept(self, kind: TokenKind, value: str | None = None) -> bool:
        """Moves on if the current token is this one; tells whether it was."""
        if self.at(kind, value):
            self.index += 1
            return True
        return False

    def expect(self, kind: TokenKind, value: str | None = None) -> Token:
        """Returns the current token if it is this one, and moves on; anything else is an error."""
        if not self.at(kind, value):
            raise self.unexpected(f"`{value}`" if value else _NAMES.get(kind, "something else"))
        return self.next()

    def unexpected(self, wanted: str) -> ExpressionError:
        """Returns the error for a current token that does not belong here."""
        token = self.current
        found = "the template ends" if token.kind is TokenKind.END else f"`{token.value}` stands"
        return self.syntax.fault(token.start, f"Expected {wanted}, but {found} here.")


_NAMES = {
    TokenKind.NAME: "a name",
    TokenKind.TAG_END: "`%}`",
    TokenKind.PRINT_END: "`}}`",
    TokenKind.INTERPOLATION_END: "`}`",
}
