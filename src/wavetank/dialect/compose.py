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
_ALLOWED = bytes((*b"\t\n\r", *range(0x20, 0x7F)))


class _Composer(CParser):
    """Makes nodes with marks. Only what is written as a tag is a tag: scalars are sorted out later."""

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def resolve(self, kind: type[Node], value: object, implicit: object) -> None:
        pass


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
            return documents, [too_deep(source, documents[-1].end_mark.index if documents else 0)]
        return documents, [syntax_diagnostic(source, error)]
    return documents, []


def _forbidden(text: str) -> int | None:
    """Returns the offset of the first character that YAML does not allow inside a text."""
    if text.isascii() and not text.encode().translate(None, _ALLOWED):
        # The pattern looks at each character by itself, which takes several times as long.
        return None
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


def too_deep(source: Source, start: int) -> Diagnostic:
    """Returns the diagnostic for a document that begins at an offset."""
    return source.diagnostic(
        Code.TOO_DEEP,
        (start, source.line_end(start)),
        f"Maps and lists are nested more than {DEEPEST} levels deep.",
        "Split the flow, or move the nested value into a file.",
    )
