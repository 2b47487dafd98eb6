from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.tokens import AliasToken

from wavetank.dialect.codes import Code
from wavetank.dialect.compose import DEEPEST, too_deep
from wavetank.dialect.document import Document
from wavetank.dialect.path import Path
from wavetank.dialect.scalars import plain_value, tagged_value
from wavetank.dialect.syntax_fault import unquoted_expression

if TYPE_CHECKING:
    from wavetank.dialect.document import Span
    from wavetank.dialect.source import Source

_STANDARD = "tag:yaml.org,2002:"
_COLLECTION_TAGS = (f"{_STANDARD}map", f"{_STANDARD}seq")
_SCALAR_TAGS = frozenset({"str", "int", "float", "bool", "null"})


def read_document(source: Source, root: Node) -> Document:
    """Returns a document as data; what YAML allows and a Kestra server does not take becomes a problem of it."""
    document = Document(source, root)
    reader = _Reader(document)
    try:
        document.data = reader.value(root, Path())
    except _TooDeepError:
        document.problems = [too_deep(source, root.start_mark.index)]
        document.places.clear()
    if reader.aliases:
        _report_aliases(document, reader.aliases)
    return document


class _TooDeepError(Exception):
    """Maps and lists are nested so deeply that reading on could exhaust the stack."""


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen: set[int] | None = set() if "&" in document.source.text else None
        self.aliases: list[Path] = []

    def value(self, node: Node, path: Path) -> Any:
        if self._seen is not None and self._is_alias(node, path):
            return None
        if isinstance(node, ScalarNode):
            return plain_value(node.value) if node.tag is None and not node.style else self._scalar(node, path)
        if len(path) >= DEEPEST:
            raise _TooDeepError
        if node.tag not in (None, *_COLLECTION_TAGS) and not self._is_taken(node, path):
            return None
        if isinstance(node, SequenceNode):
            return [self.value(item, path / index) for index, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)  # noqa: S101 - there are three kinds of nodes
        return self._map(node, path)

    def _is_alias(self, node: Node, path: Path) -> bool:
        assert self._seen is not None  # noqa: S101 - asked only then
        if id(node) in self._seen:
            self.aliases.append(path)
            return True
        self._seen.add(id(node))
        return False

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        if node.tag is None:
            return node.value
        tag = node.tag.removeprefix(_STANDARD)
        if tag not in _SCALAR_TAGS or tag == node.tag:
            return node.value if self._is_taken(node, path) else None
        try:
            return tagged_value(tag, node.value)
        except ValueError as error:
            return self._problem(Code.TAG, path, _span(node), f"{error}.", "Remove the tag.")

    def _is_taken(self, node: Node, path: Path) -> bool:
        """Reports a foreign tag; returns whether a Kestra server passes over it, as it does over those of one's own."""
        if node.tag.startswith(_STANDARD):
            message = f"Flows do not use the YAML tag `!!{node.tag.removeprefix(_STANDARD)}`."
            self._problem(Code.TAG, path, _span(node), message, "Remove it, or put the value into quotes.")
            return False
        diagnostic = self._document.source.diagnostic(
            Code.TAG,
            _span(node),
            f"The YAML tag `{node.tag}` is not part of the value, and without effect.",
            "Remove it, or put the value into quotes.",
            path=path,
            severity="warning",
        )
        self._document.problems.append(diagnostic)
        return True

    def _map(self, node: MappingNode, path: Path) -> Any:
        source = self._document.source
        if node.flow_style and source.text.startswith("{{", node.start_mark.index):
            self._document.problems.append(unquoted_expression(source, _span(node), path))
            self._document.faulty.append(path)
            return ""
        read: dict[str, Any] = {}
        self._document.places[id(read)] = path, node
        simple = self._seen is None
        for key, value in node.value:
            if (isinstance(key, ScalarNode) and key.value not in read) or self._usable_key(key, path, read):
                if simple and isinstance(value, ScalarNode) and value.tag is None:
                    # Where most scalars stand need not be known.
                    read[key.value] = value.value if value.style else plain_value(value.value)
                else:
                    read[key.value] = self.value(value, path / key.value)
        return read

    def _usable_key(self, key: Node, path: Path, read: dict[str, Any]) -> bool:
        if not isinstance(key, ScalarNode):
            self._problem(Code.SYNTAX, path, _span(key), "A key is a plain text.", "Write `key: value`.")
            return False
        if key.value not in read:
            return True
        first = next(other for other, _ in self._document.places[id(read)][1].value if other.value == key.value)
        line = self._document.source.place(first.start_mark.index)[0]
        message = f"The key `{key.value}` stands here a second time; the first is on line {line}."
        diagnostic = self._document.source.diagnostic(
            Code.DUPLICATE_KEY, _span(key), message, "Keep one of them.", path=path / key.value
        )
        self._document.problems.append(diagnostic)
        return False

    def _problem(self, code: Code, path: Path, span: Span, message: str, remedy: str) -> None:
        self._document.faulty.append(path)
        self._document.problems.append(self._document.source.diagnostic(code, span, message, remedy, path=path))


def _span(node: Node) -> Span:
    return node.start_mark.index, node.end_mark.index


def _report_aliases(document: Document, paths: list[Path]) -> None:
    first, last = _span(document.root)
    tokens = (token for token in yaml.scan(document.source.text, Loader=yaml.CLoader) if isinstance(token, AliasToken))
    inside = [token for token in tokens if first <= token.start_mark.index <= last]
    for token, path in zip(inside, paths, strict=False):
        span = token.start_mark.index, token.end_mark.index
        diagnostic = document.source.diagnostic(
            Code.ALIAS,
            span,
            f"A Kestra server does not resolve the alias `*{token.value}`: it would read it as a text.",
            "Write the value out here; a text that begins with `*` needs quotes.",
            path=path,
        )
        document.problems.append(diagnostic)
        document.faulty.append(path)
