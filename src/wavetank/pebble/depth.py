from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jinja2 import nodes

    from wavetank.pebble.syntax import Syntax

DEEPEST: Final = 90


def check_depth(syntax: Syntax) -> None:
    """
    Makes sure that a tree can be compiled: Jinja2's compiler and Python's parser both recurse into it.

    Raises:
        ExpressionError: It is too deep; the place is where it becomes so.
    """
    pending: list[tuple[nodes.Node, int, int]] = [(syntax.tree, 0, 0)]
    while pending:
        node, depth, number = pending.pop()
        number = node.lineno or number
        if depth > DEEPEST:
            remedy = "Split it with `{% set %}`."
            raise syntax.fault(syntax.spans[number].start, "The expression is nested too deeply.", remedy)
        pending.extend((child, depth + 1, number) for child in node.iter_child_nodes())
