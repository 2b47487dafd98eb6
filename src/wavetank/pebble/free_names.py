from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

from wavetank.errors import ExpressionError
from wavetank.pebble.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAY_BE_MISSING = frozenset({"op ??", "default"})


def free_names(template: str) -> list[tuple[str, int]]:
    """
    Returns each name that a template has from outside and looks into, as `input` in `input.x`, with its offset.

    Not those that it binds itself, by `for`, `set` or as a parameter of a macro; nor where it asks whether something is
    there: before `??`, `is` or `default`. Nothing for a text that is no template.
    """
    try:
        syntax = parse(template)
    except ExpressionError:
        return []
    bound = {name for macro in syntax.macros.values() for name in macro.parameters}
    read = [(node.name, syntax.span(node).start) for node in _looked_into(syntax.tree)]
    # The parser gives names of its own to what loops bind; they begin with a digit.
    return [(name, offset) for name, offset in read if name.isidentifier() and name not in bound]


def _looked_into(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Filter) and (node.name in _MAY_BE_MISSING or node.name.startswith("is ")):
        return
    if isinstance(node, nodes.Getattr | nodes.Getitem) and isinstance(node.node, nodes.Name):
        yield node.node
    for child in node.iter_child_nodes():
        yield from _looked_into(child)
