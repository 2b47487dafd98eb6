from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jinja2 import nodes

from wavetank.pebble.expression_text import ExpressionText, literal
from wavetank.pebble.lexer import DELIMITER, RAW
from wavetank.pebble.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.pebble.syntax import Macro, Syntax

_NOTHING: Final = " {#- #}"
"""Keeps a brace apart from what follows, and leaves nothing: the dash takes the blank away."""


def print_template(template: str) -> str:
    """
    Returns the canonical text of a template, which renders to the same as the template.

    Tags and prints have one blank inside and no dashes, texts are in single quotes, brackets stand only where they are
    needed, arguments are told by their place where that says the same; comments are gone, and macros stand at the end.

    Raises:
        ExpressionError: The text is not a template.
    """
    return Printer(parse(template)).template()


class Printer:
    """
    Writes the statements of a parsed template.

    Args:
        syntax: The parsed template.
    """

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._expressions = ExpressionText(syntax)
        self._block_names = {block: name for name, block in syntax.blocks.items()}

    def template(self) -> str:
        """Returns the whole template."""
        body = self._syntax.tree.body
        if not self._syntax.macros:
            return self._body(body)
        *rest, kept = body
        assert isinstance(kept, nodes.If)  # noqa: S101 - where the parser keeps the bodies of macros
        bodies = {each.name: each.body for each in kept.body if isinstance(each, nodes.Block)}
        macros = (self._macro(name, macro, bodies) for name, macro in self._syntax.macros.items())
        return self._body(rest) + "".join(macros)

    def _body(self, statements: Sequence[nodes.Node]) -> str:
        return "".join(map(self._statement, statements))

    def _statement(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Output):
            return "".join(map(self._output, node.nodes))
        if isinstance(node, nodes.If):
            return self._if(node)
        if isinstance(node, nodes.For):
            return self._for(node)
        if isinstance(node, nodes.Assign | nodes.ExprStmt):
            return self._set(node)
        if isinstance(node, nodes.FilterBlock):
            filters = " | ".join(self._expressions.filters(node.filter))
            return f"{{% filter {filters} %}}{self._body(node.body)}{{% endfilter %}}"
        if isinstance(node, nodes.Block):
            name = literal(self._block_names[node.name])
            return f"{{% block {name} %}}{self._body(node.body)}{{% endblock %}}"
        raise TypeError(f"{type(node).__name__} is no part of a parsed template")

    def _output(self, node: nodes.Expr) -> str:
        if isinstance(node, nodes.TemplateData):
            return self._text(node)
        return f"{{{{ {self._expressions.text(node)} }}}}"

    def _text(self, node: nodes.TemplateData) -> str:
        # A raw block survives rendering again, `verbatim` does not, so each stays what it is.
        if RAW.match(self._syntax.template, self._syntax.span(node).start):
            return f"{{% raw %}}{node.data}{{% endraw %}}"
        if DELIMITER.search(node.data):
            return f"{{% verbatim %}}{node.data}{{% endverbatim %}}"
        return node.data + _NOTHING if node.data.endswith("{") else node.data

    def _if(self, node: nodes.If) -> str:
        pieces = []
        for word, branch in zip(["if", *["elseif"] * len(node.elif_)], [node, *node.elif_], strict=True):
            pieces.append(f"{{% {word} {self._expression(branch.test)} %}}{self._body(branch.body)}")
        if node.else_:
            pieces.append(f"{{% else %}}{self._body(node.else_)}")
        return "".join([*pieces, "{% endif %}"])

    def _for(self, node: nodes.For) -> str:
        values = node.iter
        assert isinstance(values, nodes.Filter)  # noqa: S101 - what the parser puts there
        item = next(node.target.find_all(nodes.Name))
        head = f"{{% for {self._syntax.names[item.name]} in {self._expressions.text(values.args[0])} %}}"
        return f"{head}{self._body(node.body)}{self._for_else(node)}{{% endfor %}}"

    def _for_else(self, node: nodes.For) -> str:
        bodies = [each.else_ for each in node.else_ if isinstance(each, nodes.If)]
        return "".join(f"{{% else %}}{self._body(body)}" for body in bodies)

    def _set(self, node: nodes.Assign | nodes.ExprStmt) -> str:
        if isinstance(node, nodes.Assign):
            assert isinstance(node.target, nodes.Name)  # noqa: S101 - what the parser puts there
            name, value = self._syntax.names[node.target.name], node.node
        else:
            assert isinstance(node.node, nodes.Filter)  # noqa: S101 - what the parser puts there
            written, value = node.node.args
            name = written.as_const()
        return f"{{% set {name} = {self._expression(value)} %}}"

    def _macro(self, name: str, macro: Macro, bodies: dict[str, list[nodes.Node]]) -> str:
        parameters = []
        for parameter in macro.parameters:
            default = macro.defaults.get(parameter)
            written = "" if default is None else f"={self._default(bodies[default])}"
            parameters.append(parameter + written)
        return f"{{% macro {name}({', '.join(parameters)}) %}}{self._body(bodies[macro.block])}{{% endmacro %}}"

    def _default(self, body: list[nodes.Node]) -> str:
        output = body[0]
        assert isinstance(output, nodes.Output)  # noqa: S101 - what the parser puts there
        return self._expression(output.nodes[0])

    def _expression(self, node: nodes.Node) -> str:
        assert isinstance(node, nodes.Expr)  # noqa: S101 - what the parser puts there
        return self._expressions.text(node)
