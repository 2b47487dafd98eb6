from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH, HEIGHT, GAP, PAD, HEAD = 156, 38, 26, 12, 18
_WIDEST = 740


@dataclass
class Box:
    """
    A task, or a frame around tasks, in the picture of a flow; measured from the inside out, then placed.

    Attributes:
        key: Tells it from all others, also from a frame of the same task.
        kind: What stands in the head of a frame.
        layers: Its children, layer beside layer; those of one layer stand below each other.
        links: Which children an arrow leads from and to.
        line_top: Where the line begins in which it stands.
    """

    key: str
    id: str = ""
    type: str = ""
    kind: str = ""
    layers: list[list[Box]] = field(default_factory=list)
    links: list[tuple[Box, Box]] = field(default_factory=list)
    width: float = WIDTH
    height: float = HEIGHT
    x: float = 0
    y: float = 0
    line_top: float = 0

    def in_sequence(self, children: list[Box]) -> Box:
        """Has its children follow one another; returns itself."""
        self.layers = [[child] for child in children]
        self.links = [*pairwise(children)]
        return self

    def side_by_side(self, children: list[Box]) -> Box:
        """Takes in children that have no order; returns itself."""
        self.layers = [children] if children else []
        return self

    @property
    def children(self) -> list[Box]:
        """What stands in the frame."""
        return [child for layer in self.layers for child in layer]

    @property
    def middle(self) -> float:
        """How far down arrows reach it."""
        return self.y + self.height / 2

    def measure(self) -> None:
        """Finds its size from those of its children."""
        for child in self.children:
            child.measure()
        if self.layers:
            lines = self._lines()
            self.width = max(map(_length, lines)) + 2 * PAD
            self.height = sum(map(_rise, lines)) + GAP * (len(lines) - 1) + 2 * PAD + HEAD

    def place(self, x: float, y: float) -> None:
        """Puts its upper left corner at a point, and its children inside."""
        self.x, self.y = x, y
        top = y + HEAD + PAD
        for line in self._lines():
            left, rise = x + PAD, _rise(line)
            for layer in line:
                _stack(layer, left, top, rise)
                left += _breadth(layer) + GAP
            top += rise + GAP

    def edges(self) -> Iterator[tuple[Box, Box]]:
        """Gives the boxes that an arrow leads from and to, here and inside."""
        yield from self.links
        for child in self.children:
            yield from child.edges()

    def _lines(self) -> list[list[list[Box]]]:
        """Returns the layers in lines: a long row of them goes on in the next line."""
        lines: list[list[list[Box]]] = []
        for layer in self.layers:
            if lines and _length([*lines[-1], layer]) <= _WIDEST:
                lines[-1].append(layer)
            else:
                lines.append([layer])
        return lines


def _stack(layer: list[Box], left: float, top: float, rise: float) -> None:
    y = top + (rise - _tallness(layer)) / 2
    for box in layer:
        box.line_top = top
        box.place(left, y)
        y += box.height + GAP / 2


def _breadth(layer: list[Box]) -> float:
    return max(box.width for box in layer)


def _tallness(layer: list[Box]) -> float:
    return sum(box.height for box in layer) + GAP / 2 * (len(layer) - 1)


def _length(line: list[list[Box]]) -> float:
    return sum(map(_breadth, line)) + GAP * (len(line) - 1)


def _rise(line: list[list[Box]]) -> float:
    return max(map(_tallness, line))
