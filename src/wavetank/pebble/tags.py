from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jinja2 import nodes

from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.syntax import Macro
from wavetank.pebble.tokens import TokenKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.pebble.parser import Parser
    from wavetank.pebble.tokens import Token

_REFUSED: Final = frozenset(
    {"extends", "include", "import", "from", "embed", "flush", "cache", "parallel", "autoescape"}
)
_MOST_NESTED: Final = 15
_CONSTANT_NAMES: Final = frozenset({"true", "false", "null", "none"})


class Tags:
    """Reads what stands around expressions: text, prints and tags."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.stream = parser.stream
        self.syntax = parser.syntax
        self.nesting = 0
        self.macros: list[nodes.Node] = []
        self.open_tags: list[Token] = []

    def template(self) -> list[nodes.Node]:
        """Returns the statements of the whole template; the bodies of macros stand in a branch that is never taken."""
        body = self._body(())
        if self.macros:
            body.append(nodes.If(nodes.Const(False), self.macros, [], []))  # noqa: FBT003 - `if False:`
        return body

    def _body(self, ends: tuple[str, ...]) -> list[nodes.Node]:
        """Statements up to one of the tags in `ends`, whose name is then the current token."""
        body: list[nodes.Node] = []
        while not self.stream.at(TokenKind.END):
            token = self.stream.next()
            if token.kind is TokenKind.TEXT:
                number = self.syntax.mark(token.start, token.end)
                body.append(nodes.Output([nodes.TemplateData(token.value, lineno=number)]))
            elif token.kind is TokenKind.PRINT_START:
                body.append(self._print())
            elif self.stream.current.value in ends:
                return body
            else:
                body.extend(self._tag())
        if ends:
            opened = self.open_tags[-1]
            raise self.syntax.fault(opened.start, f"`{opened.value}` is not closed.", f"Close it with `{ends[-1]}`.")
        return body

    def _print(self) -> nodes.Node:
        value = self.parser.expression()
        self.stream.expect(TokenKind.PRINT_END)
        return nodes.Output([value])

    def _tag(self) -> list[nodes.Node]:
        if not self.stream.at(TokenKind.NAME):
            raise self.stream.unexpected("the name of a tag")
        name = self.stream.next()
        reader = _READERS.get(name.value)
        if reader is None:
            raise self._unknown(name)
        self.nesting += 1
        if self.nesting > _MOST_NESTED:
            raise self.syntax.fault(name.start, "Tags are nested too deeply.")
        self.open_tags.append(name)
        statements = reader(self, name)
        self.open_tags.pop()
        self.nesting -= 1
        return statements

    def _unknown(self, name: Token) -> Exception:
        if name.value in _REFUSED:
            return self.syntax.fault(name.start, f"The tag `{name.value}` is not available in flows.")
        remedy = did_you_mean(name.value, [*_READERS, "verbatim", "raw", "elseif", "else", "endif", "endfor"])
        return self.syntax.fault(name.start, f"There is no tag `{name.value}`.", remedy)

    def _end(self) -> None:
        """Reads the tag that ends a body, up to its `%}`."""
        self.stream.next()
        self.stream.expect(TokenKind.TAG_END)

    def _if(self, _tag: Token) -> list[nodes.Node]:
        branches = []
        ending = "elseif"
        while ending == "elseif":
            test = self.parser.truth(self.parser.expression())
            self.stream.expect(TokenKind.TAG_END)
            body = self._body(("elseif", "else", "endif"))
            branches.append(nodes.If(test, body, [], [], lineno=test.lineno))
            ending = self.stream.next().value
        otherwise: list[nodes.Node] = []
        if ending == "else":
            self.stream.expect(TokenKind.TAG_END)
            otherwise = self._body(("endif",))
            self.stream.next()
        self.stream.expect(TokenKind.TAG_END)
        first = branches[0]
        first.elif_, first.else_ = branches[1:], otherwise
        return [first]

    def _for(self, tag: Token) -> list[nodes.Node]:
        name = self._new_name()
        if self.stream.current.value != "in":
            raise self.stream.unexpected("`in`")
        self.stream.next()
        values = self.parser.expression()
        self.stream.expect(TokenKind.TAG_END)
        number = len(self.syntax.spans)
        item, loop = f"0item{number}", f"0loop{number}"
        self.parser.locals.append({"loop": loop, name.value: item})
        self.syntax.names |= {loop: "loop", item: name.value}
        body = self._body(("else", "endfor"))
        self.parser.locals.pop()
        otherwise: list[nodes.Node] = []
        if self.stream.next().value == "else":
            self.stream.expect(TokenKind.TAG_END)
            nothing = self.parser.contextual("op was null", [], tag.start)
            otherwise = [nodes.If(nothing, [], [], self._body(("endfor",)))]
            self.stream.next()
        self.stream.expect(TokenKind.TAG_END)
        target = nodes.Tuple([nodes.Name(item, "store"), nodes.Name(loop, "store")], "store")
        each = nodes.Filter(nodes.ContextReference(), "op each", [values], [], None, None, lineno=values.lineno)
        return [nodes.For(target, each, body, otherwise, None, False, lineno=values.lineno)]  # noqa: FBT003

    def _new_name(self) -> Token:
        name = self.stream.expect(TokenKind.NAME)
        if name.value in _CONSTANT_NAMES:
            raise self.syntax.fault(name.start, f"`{name.value}` cannot be given a value.")
        return name

    def _set(self, _tag: Token) -> list[nodes.Node]:
        name = self._new_name()
        self.stream.expect(TokenKind.PUNCTUATION, "=")
        value = self.parser.expression()
        self.stream.expect(TokenKind.TAG_END)
        for scope in reversed(self.parser.locals):
            if name.value in scope:
                return [nodes.Assign(nodes.Name(scope[name.value], "store"), value, lineno=value.lineno)]
        return [nodes.ExprStmt(self.parser.contextual("op set", [nodes.Const(name.value), value], name.start))]

    def _filter(self, tag: Token) -> list[nodes.Node]:
        applied = self.parser.filter(None, tag.start)
        while self.stream.accept(TokenKind.OPERATOR, "|"):
            applied = self.parser.filter(applied, tag.start)
        self.stream.expect(TokenKind.TAG_END)
        body = self._body(("endfilter",))
        self._end()
        return [nodes.FilterBlock(body, applied)]

    def _macro(self, _tag: Token) -> list[nodes.Node]:
        name = self.stream.expect(TokenKind.NAME)
        self.stream.expect(TokenKind.PUNCTUATION, "(")
        outer, self.parser.locals = self.parser.locals, []
        block = f"macro{len(self.syntax.macros)}"
        parameters, defaults = self._parameters(block)
        if name.value in self.syntax.macros:
            raise self.syntax.fault(name.start, f"There are two macros `{name.value}`.")
        self.syntax.macros[name.value] = Macro(block, parameters, defaults)
        self.stream.expect(TokenKind.TAG_END)
        body = self._body(("endmacro",))
        self._end()
        self.parser.locals = outer
        self.macros.append(nodes.Block(block, body, False, False))  # noqa: FBT003
        return []

    def _parameters(self, block: str) -> tuple[tuple[str, ...], dict[str, str]]:
        """The parameters of a macro; each default is a block of its own, so that it is worked out with each call."""
        parameters: list[str] = []
        defaults: dict[str, str] = {}
        while not self.stream.accept(TokenKind.PUNCTUATION, ")"):
            if parameters:
                self.stream.expect(TokenKind.PUNCTUATION, ",")
            name = self._new_name().value
            parameters.append(name)
            if self.stream.accept(TokenKind.PUNCTUATION, "="):
                defaults[name] = f"{block}default{len(parameters)}"
                value = nodes.Output([self.parser.expression()])
                self.macros.append(nodes.Block(defaults[name], [value], False, False))  # noqa: FBT003
        return tuple(parameters), defaults

    def _block(self, _tag: Token) -> list[nodes.Node]:
        kind = TokenKind.STRING if self.stream.at(TokenKind.STRING) else TokenKind.NAME
        name = self.stream.expect(kind)
        if name.value in self.syntax.blocks:
            raise self.syntax.fault(name.start, f"There are two blocks `{name.value}`.")
        self.syntax.blocks[name.value] = f"block{len(self.syntax.blocks)}"
        self.stream.expect(TokenKind.TAG_END)
        body = self._body(("endblock",))
        self.stream.next()
        self.stream.accept(kind, name.value)
        self.stream.expect(TokenKind.TAG_END)
        return [nodes.Block(self.syntax.blocks[name.value], body, True, False)]  # noqa: FBT003


_READERS: Final[dict[str, Callable[[Tags, Token], list[nodes.Node]]]] = {
    "if": Tags._if,  # noqa: SLF001
    "for": Tags._for,  # noqa: SLF001
    "set": Tags._set,  # noqa: SLF001
    "filter": Tags._filter,  # noqa: SLF001
    "macro": Tags._macro,  # noqa: SLF001
    "block": Tags._block,  # noqa: SLF001
}
