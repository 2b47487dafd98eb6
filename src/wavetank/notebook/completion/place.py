from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.errors import WavetankError
from wavetank.model.flow import Flow
from wavetank.notebook.completion.outline import ITEM
from wavetank.notebook.completion.schema import field_of, parts_in

if TYPE_CHECKING:
    from wavetank.model.part import Part
    from wavetank.model.registry import TypeRegistry
    from wavetank.notebook.completion.outline import Block


class Place:
    """
    A map of a half-written flow in the light of the models.

    Attributes:
        part: What it is read as; None where anything may be written.
        kind: What it is one of: Task for a task whatever its type. None where it is no part.
        owner: The part around, and its property that holds this map.
    """

    def __init__(self, block: Block, registry: TypeRegistry) -> None:
        self.part: type[Part] | None = Flow
        self.kind: type[Part] | None = Flow
        self.owner: tuple[type[Part] | None, str] = (None, "")
        annotation: Any = Flow
        for each in (*block.around[1:], block) if block.around else ():
            name = each.path[-1]
            if name != ITEM:
                found = field_of(self.part, name) if self.part is not None else None
                self.owner = (self.part, name)
                # Inside of a map whose keys are free, as the cases of a Switch, what it holds stays the same.
                annotation = found[1].annotation if found is not None else annotation if self.part is None else None
            kinds = parts_in(annotation)
            self.kind = kinds[0] if kinds else None
            self.part = _read_as(self.kind, each.entries.get("type", ""), registry)
            if name != ITEM and _is_listed(annotation):
                self.part = None

    @property
    def holds(self) -> Any:
        """The annotation of the property that holds this map."""
        part, name = self.owner
        found = field_of(part, name) if part is not None else None
        return found[1].annotation if found is not None else None


def _read_as(kind: type[Part] | None, name: str, registry: TypeRegistry) -> type[Part] | None:
    if kind is None or not name or "." not in name:
        return kind
    try:
        part = registry.find(name)
    except WavetankError:
        return kind
    return part if part is not None and issubclass(part, kind) else kind


def _is_listed(annotation: Any) -> bool:
    shown = str(annotation)
    return shown.startswith(("tuple[", "list[")) or "tuple[" in shown.partition(",")[0] or "dict[" in shown
