from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jinja2 import nodes
from jinja2.compiler import CodeGenerator

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.compiler import Frame

_LAZY_VALUE: Final = frozenset({"op ??", "op ???", "default", "is defined"})
_LAZY_ARGUMENTS: Final = frozenset({"op ??", "op ???"})


class Mark(NamedTuple):
    """A piece of compiled code, in lines and bytes as Python counts them, and the number of its span."""

    start: tuple[int, int]
    end: tuple[int, int]
    span: int


class PebbleCodeGenerator(CodeGenerator):
    """
    Jinja2's compiler with three differences.

    * A printed value is yielded as it is: text is made of it by whoever renders, who may want the value itself.
    * What may be undefined (the left side of `??`, of `default`, of `is defined`) is compiled as a function, so that
      reading something undefined can raise at once everywhere else.
    * It remembers which piece of code stands for which piece of the template: an error costs nothing before it occurs.

    Nothing is worked out at compile time: a template's own constants could make that take forever.
    """

    def __init__(self, environment: Environment, filename: str, *, traced: bool = False) -> None:
        super().__init__(environment, None, filename, optimized=False)
        self.traced = traced
        self.marks: list[Mark] = []
        self.column = 0

    @property
    def source(self) -> str:
        """The Python code that was written."""
        return str(self.stream.getvalue())  # type: ignore[attr-defined]

    def write(self, x: str) -> None:
        """Writes code and keeps count of the column."""
        if self._new_lines:
            self.column = 4 * self._indentation
        super().write(x)
        self.column += len(x) if x.isascii() else len(x.encode())

    def visit(self, node: nodes.Node, *args: object, **kwargs: object) -> object:
        """Compiles a node; of an expression it remembers where its code stands."""
        if not node.lineno or not isinstance(node, nodes.Expr):
            return super().visit(node, *args, **kwargs)
        # A pending line break is written by the first write, so the place before it would be on the line before.
        self.write("")
        start = (self.code_lineno, self.column)
        probed = self.traced and not isinstance(node, nodes.Const)
        if probed:
            self.write(f"context.probe({node.lineno}, ")
        result = super().visit(node, *args, **kwargs)
        if probed:
            self.write(")")
        self.marks.append(Mark(start, (self.code_lineno, self.column), node.lineno))
        return result

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - named by Jinja2
        """Yields, or puts into the buffer of a filter block, text and values as they are."""
        for child in node.nodes:
            self.newline(child)
            self.write("yield " if frame.buffer is None else f"{frame.buffer}.append(")
            if isinstance(child, nodes.TemplateData):
                self.write(repr(child.data))
            else:
                self.visit(child, frame)
            if frame.buffer is not None:
                self.write(")")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802 - named by Jinja2
        """Compiles what may be undefined as a function without arguments."""
        if node.name not in _LAZY_VALUE:
            super().visit_Filter(node, frame)
            return
        self.write(f"{self.filters[node.name]}(lambda: ")
        if node.node is None:
            self.write(f"concat({frame.buffer})")
        else:
            self.visit(node.node, frame)
        for argument in node.args:
            self.write(", lambda: " if node.name in _LAZY_ARGUMENTS else ", ")
            self.visit(argument, frame)
        for keyword in node.kwargs:
            self.write(f", {keyword.key}=")
            self.visit(keyword.value, frame)
        self.write(")")
