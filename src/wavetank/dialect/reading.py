from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from wavetank.dialect.document import Document
from wavetank.dialect.path import Path
from wavetank.model.check import Check
from wavetank.model.flow import Flow
from wavetank.model.input import Input
from wavetank.model.output import Output
from wavetank.model.part import Part
from wavetank.model.registry import TypeRegistry

if TYPE_CHECKING:
    from collections.abc import Iterator

    Seen = tuple[type[Part], dict[str, Any]]


class Reading(msgspec.Struct, dict=True):
    """
    A document in the light of the model: which class each of its maps is read as. Asked once it has been validated.

    Attributes:
        seen: The tasks, triggers and conditions that were found, each with the map in the document's data.
        flow: The flow, once nothing is wrong with it.
    """

    document: Document
    registry: TypeRegistry
    seen: list[Seen] = msgspec.field(default_factory=list)
    flow: Flow | None = None

    @cached_property
    def parts(self) -> tuple[tuple[Path, type[Part], dict[str, Any]], ...]:
        """Every part that is known: its place, its class and its map, in the order of the text."""
        found = {id(value): (part, value) for part, value in [*self._fixed(), *self.seen]}
        places = self.document.places
        placed = [(*places[key], part, value) for key, (part, value) in found.items() if key in places]
        ordered = sorted(placed, key=lambda each: each[1].start_mark.index)
        return tuple((path, part, value) for path, _, part, value in ordered)

    @cached_property
    def classes(self) -> dict[Path, type[Part]]:
        """The class of each part by its place."""
        return {path: part for path, part, _ in self.parts}

    def _fixed(self) -> Iterator[Seen]:
        """Gives the parts that need no `type` to be known."""
        data = self.document.data
        if isinstance(data, dict):
            yield Flow, data
            for name, part in (("inputs", Input), ("outputs", Output), ("checks", Check)):
                entries = data.get(name)
                if isinstance(entries, list):
                    yield from ((part, entry) for entry in entries if isinstance(entry, dict))

    def part_at(self, path: Path) -> type[Part] | None:
        """Returns the class that the map at a path is read as, None if that is not known."""
        around, inside = path, Path()
        while around and around not in self.classes:
            around, inside = around.parent, Path((around[-1], *inside))
        part: type[Part] | None = self.classes.get(around)
        for step in inside:
            if part is not None and isinstance(step, str):
                part = _part_in(_annotation(part, step))
        return part


def _annotation(part: type[Part], name: str) -> Any:
    return next((field.annotation for key, field in part.model_fields.items() if (field.alias or key) == name), None)


def _part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((found for found in map(_part_in, get_args(annotation)) if found is not None), None)
