"""
The types that flows may name, each imported when a flow first names it.

A type is known by its Kestra name; the registry holds where its class lives as `module:Class`. Code outside this
package adds its own with `register`, or publishes an entry point in the group `wavetank.plugins` whose name is the
Kestra type and whose value is the class.
"""

from __future__ import annotations

import difflib
import importlib
from functools import cache
from types import new_class
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_core import PydanticCustomError

from wavetank.errors import MissingExtraError, PluginError, WavetankError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pydantic import ValidationInfo

    from wavetank.model.part import Part
    from wavetank.model.task import Task

PartType = TypeVar("PartType", bound="Part")
ENTRY_POINTS = "wavetank.plugins"
DIALECTS = ("kestra1", "kestra2")
_COMMON = "io.kestra.plugin."
_ALIKE = 0.75
_SAME_PACKAGE, _SAME_CLASS = 0.8, 0.6
_SLIP = 2


class TypeRegistry:
    """
    From the name of a type to its class.

    Args:
        places: Kestra type → `module:Class`.
        aliases: Other accepted name → Kestra type.
        successors: A type that is no more → the type that took its place, under other properties.

    Attributes:
        dialect: The version of the language that flows are read in: `kestra1` or `kestra2`.
        templates: The tasks of templates, by `namespace.id`; None where templates are off.
    """

    def __init__(
        self,
        places: Mapping[str, str],
        aliases: Mapping[str, str] | None = None,
        successors: Mapping[str, str] | None = None,
    ) -> None:
        self._places: dict[str, str | type[Part]] = dict(places)
        self._aliases = dict(aliases or {})
        self._successors = dict(successors or {})
        self._asked_entry_points = False
        self._defaults: tuple[dict[str, Any], ...] = ()
        self.dialect = "kestra1"
        self.templates: dict[str, tuple[Task, ...]] | None = None

    @property
    def defaults(self) -> tuple[dict[str, Any], ...]:
        """Plugin defaults that hold for all flows, as `{type, forced, values}`."""
        return self._defaults

    def with_defaults(self, defaults: Sequence[dict[str, Any]], *, templates: bool = False) -> TypeRegistry:
        """Returns the same types with plugin defaults that hold for all flows, and with or without templates."""
        registry = self.speaking(self.dialect)
        registry.templates = {} if templates else None
        registry._defaults = tuple(defaults)  # noqa: SLF001 - of the same class
        return registry

    def speaking(self, dialect: str) -> TypeRegistry:
        """
        Returns the same types for flows that are written in a version of the language.

        Raises:
            WavetankError: There is no such dialect.
        """
        if dialect not in DIALECTS:
            raise WavetankError(f"There is no dialect {dialect!r}.", remedy=f"Use {' or '.join(DIALECTS)}.")
        registry = TypeRegistry({}, {})
        registry._places, registry._aliases, registry._successors = self._places, self._aliases, self._successors
        registry._defaults, registry.templates, registry.dialect = self._defaults, self.templates, dialect
        return registry

    def register(self, name: str, part: type[Part], *aliases: str) -> None:
        """Makes a class known under `name`, and under other names if given."""
        self._places[name] = part
        self._aliases |= dict.fromkeys(aliases, name)

    def __iter__(self) -> Iterator[str]:
        self._ask_entry_points()
        return iter(self._places)

    def canonical(self, name: str) -> str:
        """Returns the name of a type that an alias stands for, or the name as it is."""
        return self._aliases.get(name, name)

    def find(self, name: str) -> type[Part] | None:
        """
        Returns the class of a type, or None when no plugin has it.

        Raises:
            MissingExtraError: Its client library is not installed.
            PluginError: Its module cannot be imported for another reason.
        """
        name = self.canonical(name)
        if name not in self._places:
            self._ask_entry_points()
        place = self._places.get(name)
        if isinstance(place, str):
            place = self._places[name] = _load(name, place)
        return place

    def nearest(self, name: str) -> tuple[str, ...]:
        """Returns the successor of a type, or up to three types that `name` may be a slip of, the closest first."""
        if name in self._successors:
            return (self._successors[name],)
        scored = sorted(((_likeness(name, known), known) for known in self), reverse=True)
        return tuple(known for score, known in scored if score > 0)[:3]

    def _ask_entry_points(self) -> None:
        if not self._asked_entry_points:
            self._asked_entry_points = True
            # The first type that is not known brings what reads the packages of an installation.
            from importlib.metadata import entry_points  # noqa: PLC0415

            for point in entry_points(group=ENTRY_POINTS):
                self._places.setdefault(point.name, point.value)


def _likeness(name: str, known: str) -> float:
    """
    Returns how alike two types are, up to 1; 0 unless one may be a slip of the other.

    A class of the same name in the package of another system is none. A name without a package is compared with the
    class alone.
    """
    package, _, last = name.lower().rpartition(".")
    known_package, _, known_last = known.lower().rpartition(".")
    alike = difflib.SequenceMatcher(None, last, known_last).ratio()
    if (last in known_last or known_last in last) and abs(len(last) - len(known_last)) > _SLIP:
        # Trigger and RealtimeTrigger are two types.
        return 0
    if not package:
        return alike if alike >= _ALIKE else 0
    packages = package.removeprefix(_COMMON), known_package.removeprefix(_COMMON)
    inside = known_last == last and known_package.startswith(f"{package}.")
    same = 1.0 if inside else difflib.SequenceMatcher(None, *packages).ratio()
    return (alike + same) / 2 if same >= _SAME_PACKAGE and alike >= _SAME_CLASS else 0


def _load(name: str, place: str) -> type[Part]:
    module, _, attribute = place.partition(":")
    try:
        part: type[Part] = getattr(importlib.import_module(module), attribute)
    except MissingExtraError:
        raise
    except (ImportError, AttributeError) as error:
        raise PluginError(f"Type {name} cannot be loaded: {error}.", remedy=f"Check the plugin at {place}.") from error
    return part


def resolve_part(value: Any, kind: type[PartType], info: ValidationInfo) -> PartType:
    """
    Reads a mapping as the class that its `type` names; pydantic calls it wherever a task, trigger or condition stands.

    The registry comes in the validation context under `registry`. If there is a list under `seen`, each class that was
    found is added to it together with the mapping that is read as it; for an unknown type, what stands for it. An alias
    is replaced by the type it stands for.
    """
    if isinstance(value, kind):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("not_a_mapping", "A {kind} is a mapping with `type`", {"kind": kind.__name__.lower()})
    name = value.get("type")
    if not isinstance(name, str):
        raise PydanticCustomError("type_missing", "This {kind} has no `type`", {"kind": kind.__name__.lower()})
    context = info.context or {}
    registry: TypeRegistry = context["registry"]
    seen = context.get("seen", [])
    part = _class_of(name, kind, registry, lambda unknown: seen.append((unknown, value)))
    seen.append((part, value))
    return part.model_validate({**value, "type": registry.canonical(name)}, context=context)


@cache
def unknown_kind(kind: type[PartType]) -> type[PartType]:
    """Returns what stands for a task, trigger … of a type that no plugin has: nothing but its id is known."""
    namespace = {"judged": False, "not_yet": frozenset(), "__module__": __name__}
    return new_class(kind.__name__, (kind,), exec_body=lambda body: body.update(namespace))


def _class_of(
    name: str, kind: type[PartType], registry: TypeRegistry, on_unknown: Callable[[type[Part]], None]
) -> type[PartType]:
    try:
        part = registry.find(name)
    except PluginError as error:
        raise PydanticCustomError("plugin", "{cause}", {"cause": error.cause, "remedy": error.remedy}) from error
    if part is None:
        on_unknown(unknown_kind(kind))
        nearest = registry.nearest(name)
        raise PydanticCustomError("type_unknown", "Unknown type {name}", {"name": name, "nearest": nearest})
    if not issubclass(part, kind):
        context = {"name": name, "kind": kind.__name__.lower()}
        raise PydanticCustomError("type_misplaced", "{name} is no {kind}", context)
    return part
