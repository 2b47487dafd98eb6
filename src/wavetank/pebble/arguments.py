from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from jinja2 import nodes

from wavetank.pebble.tokens import TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.pebble.builtin import Builtin
    from wavetank.pebble.parser import Parser


class Arguments:
    """The arguments of a call as they are written: first those without a name, then those with one."""

    def __init__(self) -> None:
        self.positional: list[nodes.Expr] = []
        self.named: dict[str, nodes.Expr] = {}

    @classmethod
    def parse(cls, parser: Parser) -> Arguments:
        """Reads `(1, b=2)`; no bracket means no arguments."""
        arguments = cls()
        stream = parser.stream
        if not stream.accept(TokenKind.PUNCTUATION, "("):
            return arguments
        while not stream.accept(TokenKind.PUNCTUATION, ")"):
            if arguments.positional or arguments.named:
                stream.expect(TokenKind.PUNCTUATION, ",")
            arguments.read_one(parser)
        return arguments

    def read_one(self, parser: Parser) -> None:
        """Reads one argument."""
        stream = parser.stream
        start = stream.current.start
        if stream.at(TokenKind.NAME) and stream.peek().value == "=" and stream.peek().kind is TokenKind.PUNCTUATION:
            name = stream.next().value
            stream.next()
            self.named[name] = parser.expression()
            return
        value = parser.expression()
        if self.named:
            raise parser.syntax.fault(start, "An argument without a name stands behind one with a name.")
        self.positional.append(value)

    def bind(self, builtin: Builtin) -> list[nodes.Expr] | list[nodes.Keyword]:
        """Returns the arguments in the order of the builtin's parameters, as keywords where some are left out."""
        if builtin.variadic and not self.named:
            return self.positional
        given = dict(zip(builtin.parameters, self.positional, strict=False)) | self.named
        leading = builtin.parameters[: len(given)]
        if set(leading) == set(given):
            return [given[name] for name in leading]
        return [nodes.Keyword(builtin.keywords[name], value) for name, value in given.items()]

    def problem(self, builtin: Builtin) -> tuple[str, str] | None:
        """Returns what is wrong with the arguments of a call of this builtin, and the remedy."""
        if builtin.variadic and not self.named:
            return None
        taken = ", ".join(f"`{name}`" for name in builtin.parameters) or "none"
        label = f"The {builtin.kind} '{builtin.name}'"
        if len(self.positional) > len(builtin.parameters):
            return f"{label} takes at most {len(builtin.parameters)} arguments.", f"Its arguments are: {taken}."
        for name in self.named:
            if name not in builtin.parameters:
                return f"{label} has no argument '{name}'.", did_you_mean(name, builtin.parameters, "Its arguments are")
        given = {*builtin.parameters[: len(self.positional)], *self.named}
        for name in builtin.required:
            if name not in given:
                return f"{label} expects an argument '{name}'.", f"Its arguments are: {taken}."
        return None


# Filters that people know from other engines, and what does the same.
_ELSEWHERE = {
    "dateFormat": "Use `date('yyyy-MM-dd')`.",
    "formatDate": "Use `date('yyyy-MM-dd')`.",
    "truncate": "Use `abbreviate(length)`.",
    "ternary": "Write `condition ? one : other`.",
    "fromJson": "It is a function: `fromJson(text)`.",
    "fromIon": "It is a function: `fromIon(text)`.",
    "tojson": "Use `toJson`.",
    "strip": "Use `trim`.",
}


def did_you_mean(name: str, known: Iterable[str], else_say: str = "There are") -> str:
    """Returns advice that names the known words that are nearest to `name`, or some of them."""
    words = sorted({word for word in known if isinstance(word, str)})
    if not words:
        return ""
    if name in _ELSEWHERE and name not in words and "default" in words:
        return _ELSEWHERE[name]
    folded = {word.lower(): word for word in words}
    near = [folded[word] for word in difflib.get_close_matches(name.lower(), folded, n=3, cutoff=0.65)]
    if near:
        return f"Did you mean {' or '.join(f'`{word}`' for word in near)}?"
    shown = ", ".join(f"`{word}`" for word in words[:10])
    return f"{else_say}: {shown}{', …' if len(words) > len(words[:10]) else ''}."
