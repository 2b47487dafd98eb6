from __future__ import annotations

from typing import TYPE_CHECKING

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.nodes import ScalarNode
from yaml.reader import Reader

from wavetank.dialect.codes import Code
from wavetank.dialect.syntax_fault import syntax_diagnostic

if TYPE_CHECKING:
    from yaml.nodes import Node

    from wavetank.dialect.source import Source
    from wavetank.model.diagnostic import Diagnostic

DEEPEST = 100
_LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
_BYTE_ORDER_MARK = "\ufeff"


class _TooDeepError(Exception):
    """Maps and lists are nested so deeply that reading on could exhaust the stack."""


class _Composer(CParser):
    """Makes nodes with marks. Only what is written as a tag is a tag: scalars are sorted out later."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def descend_resolver(self, parent: Node | None, index: object) -> None:  # noqa: ARG002 - PyYAML's signature
        self._depth += 1
        if self._depth > DEEPEST:
            raise _TooDeepError

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def resolve(self, kind: type[Node], value: object, implicit: object) -> None:  # noqa: ARG002 - PyYAML's signature
        return None


def compose(source: Source) -> tuple[list[Node], list[Diagnostic]]:
    """
    Returns the documents of a text up to the first place that is no YAML, and what is wrong there.

    Documents with nothing in them, as before a first `---`, are left out.
    """
    forbidden = _forbidden(source.text)
    if forbidden is not None:
        return [], [_character(source, forbidden)]
    documents: list[Node] = []
    parser = _Composer(source.text)
    try:
        while parser.check_node():
            node = parser.get_node()
            if node is not None and not _is_empty(node):
                documents.append(node)
    except YAMLError as error:
        if getattr(error, "problem", None) == _LIBYAML_TOO_DEEP:
            return documents, [_too_deep(source, documents)]
        return documents, [syntax_diagnostic(source, error)]
    except _TooDeepError:
        return documents, [_too_deep(source, documents)]
    return documents, []


def _forbidden(text: str) -> int | None:
    """Returns the offset of the first character that YAML does not allow inside a text."""
    # PyYAML has made this pattern already, which takes milliseconds; it lets a mark pass that may only stand in front.
    match = Reader.NON_PRINTABLE.search(text)
    mark = text.find(_BYTE_ORDER_MARK, 0, match.start() if match else len(text))
    return mark if mark >= 0 else match.start() if match else None


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not (node.value or node.style or node.tag)


def _character(source: Source, offset: int) -> Diagnostic:
    shown = f"U+{ord(source.text[offset]):04X}"
    return source.diagnostic(
        Code.CHARACTER, (offset, offset + 1), f"The character {shown} is not allowed in YAML.", "Remove it."
    )


def _too_deep(source: Source, documents: list[Node]) -> Diagnostic:
    start = documents[-1].end_mark.index if documents else 0
    return source.diagnostic(
        Code.TOO_DEEP,
        (start, source.line_end(start)),
        f"Maps and lists are nested more than {DEEPEST} levels deep.",
        "Split the flow, or move the nested value into a file.",
    )
