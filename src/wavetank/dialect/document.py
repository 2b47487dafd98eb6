from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from wavetank.dialect.path import Path, entry
from wavetank.dialect.source import Source
from wavetank.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


Span = tuple[int, int]


class Document(msgspec.Struct):
    """
    One YAML document as plain data, with the place of each value.

    Attributes:
        data: Maps, lists and scalars as a Kestra server reads them.
        places: The path and node of each map, by the identity of the map in `data`.
        problems: What is wrong with the document as YAML.
        faulty: The paths of values that could not be read; something stands in `data` for them.
    """

    source: Source
    root: Node
    data: Any = None
    places: dict[int, tuple[Path, MappingNode]] = msgspec.field(default_factory=dict)
    problems: list[Diagnostic] = msgspec.field(default_factory=list)
    faulty: list[Path] = msgspec.field(default_factory=list)

    def path_of(self, part: dict[str, Any]) -> Path:
        """Returns where a map of `data` stands."""
        return self.places[id(part)][0]

    def value_at(self, path: Path) -> Any:
        """Returns the value at a path, None if there is none."""
        here = self.data
        for step in path:
            try:
                here = entry(here, step)
            except LookupError:
                return None
        return here

    def node_at(self, path: Path) -> Node | None:
        """Returns the node at a path, None if there is none."""
        node: Node | None = self.root
        for step in path:
            if isinstance(node, MappingNode):
                node = next((value for key, value in node.value if key.value == step), None)
            elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            else:
                return None
        return node

    def key_at(self, path: Path) -> Node | None:
        """Returns the node of the key whose value stands at a path, None for an entry of a list."""
        around = self.node_at(path.parent) if path else None
        if not isinstance(around, MappingNode):
            return None
        return next((key for key, _ in around.value if key.value == path[-1]), None)

    def span(self, path: Path) -> Span:
        """Returns the piece of text to mark for a value: the key where the value is a list, a map or nothing."""
        node = self.node_at(path)
        if node is None:
            return self.span(path.parent) if path else (self.root.start_mark.index, self.root.start_mark.index)
        if isinstance(node, ScalarNode) and node.start_mark.index < node.end_mark.index:
            return node.start_mark.index, node.end_mark.index
        return self.key_span(path)

    def key_span(self, path: Path) -> Span:
        """Returns the piece of text to mark for a property as such: its key, or the first key of an entry of a list."""
        key = self.key_at(path)
        if key is None:
            return self.first_span(path)
        return key.start_mark.index, key.end_mark.index

    def first_span(self, path: Path) -> Span:
        """Returns the piece of text to mark for a whole map: its first key."""
        node = self.node_at(path) or self.root
        if isinstance(node, MappingNode) and node.value:
            node = node.value[0][0]
        return node.start_mark.index, node.end_mark.index

    def pairs(self, node: MappingNode) -> Iterable[tuple[Node, Node]]:
        """Returns the keys and values of a map; of a key that stands twice the first counts."""
        if not self.problems:
            return node.value  # type: ignore[no-any-return]
        first: dict[str, tuple[Node, Node]] = {}
        for key, inner in node.value:
            if isinstance(key, ScalarNode):
                first.setdefault(key.value, (key, inner))
        return first.values()

    def scalars(self) -> Iterator[tuple[Path, ScalarNode]]:
        """Gives every scalar value of the data, in the order of the text."""
        waiting: list[tuple[tuple[str | int, ...], Node, Any]] = [((), self.root, self.data)]
        while waiting:
            steps, node, value = waiting.pop()
            if isinstance(node, ScalarNode):
                yield Path(steps), node
            elif isinstance(node, SequenceNode) and isinstance(value, list):
                # What a default put in front is not in the text.
                added = len(value) - len(node.value)
                items = zip(node.value, value[added:], strict=True)
                waiting += reversed([((*steps, added + index), *item) for index, item in enumerate(items)])
            elif isinstance(node, MappingNode) and isinstance(value, dict):
                inside = [(key.value, inner) for key, inner in self.pairs(node) if key.value in value]
                waiting += reversed([((*steps, name), inner, value[name]) for name, inner in inside])
