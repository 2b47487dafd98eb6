"""What the models say of keys and values: the one source of completion, of help, and of every error."""

from __future__ import annotations

import inspect
import re
import typing
from datetime import timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from wavetank.model.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

_ATTRIBUTE = re.compile(r"^(?P<name>\w+): (?P<text>.*(?:\n {2,}.*)*)", re.MULTILINE)
_SECTION = re.compile(r"^Attributes:\n(?P<body>(?:[ ]+.*\n?|\n)+)", re.MULTILINE)
_DURATIONS = ("PT10S", "PT30S", "PT1M", "PT5M", "PT15M", "PT1H", "P1D")


def field_of(part: type[Part], key: str) -> tuple[str, FieldInfo] | None:
    """Returns the field that is written under a key, with its name; None if the part has no such property."""
    return next(((name, each) for name, each in part.model_fields.items() if (each.alias or name) == key), None)


def keys_of(part: type[Part]) -> list[str]:
    """Returns the properties that may be written, required ones first: neither former names nor what cannot run yet."""
    hidden = part.not_yet | part.former.keys() | {"tenantId"}
    fields = [(each.alias or name, each) for name, each in part.model_fields.items()]
    return [name for name, each in sorted(fields, key=lambda pair: not pair[1].is_required()) if name not in hidden]


def types_in(annotation: Any) -> Iterator[Any]:
    """Gives all types that stand in an annotation."""
    arguments = typing.get_args(annotation)
    if arguments and typing.get_origin(annotation) is not Literal:
        for each in arguments:
            yield from types_in(each)
    else:
        yield annotation


def parts_in(annotation: Any) -> list[type[Part]]:
    """Returns the parts that a property of this annotation holds."""
    return [each for each in types_in(annotation) if inspect.isclass(each) and issubclass(each, Part)]


def values_of(annotation: Any) -> list[str]:
    """Returns the values that a property of this annotation is likely to have."""
    found: list[str] = []
    for each in types_in(annotation):
        if typing.get_origin(each) is Literal:
            found += map(str, typing.get_args(each))
        elif each is bool:
            found += ["true", "false"]
        elif each is timedelta:
            found += _DURATIONS
        elif inspect.isclass(each) and issubclass(each, Enum):
            found += [str(member.value) for member in each]
    return found


def documentation(part: type[Part], key: str) -> str:
    """Returns what is known of a property, as markdown; empty if the part has none of this name."""
    found = field_of(part, key)
    if found is None:
        return ""
    name, field = found
    need = "required" if field.is_required() else _default(field)
    values = values_of(field.annotation)
    lines = [f"**{key}**: {kind_of(field.annotation)}, {need}", *_told(part, name)]
    lines += (
        [f"One of: {', '.join(values)}."] if values and values[:1] != ["true"] and timedelta not in _all(field) else []
    )
    return "\n\n".join(lines)


def _all(field: FieldInfo) -> list[Any]:
    return list(types_in(field.annotation))


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=False)
    if default is None or default in ((), {}) or not isinstance(default, str | int | float | bool | Enum):
        return "may be left out"
    return f"`{default.value if isinstance(default, Enum) else default}` unless written".replace("True", "true")


def kind_of(annotation: Any) -> str:
    """Returns what a property of this annotation holds, in words."""
    names: list[str] = []
    for each in types_in(annotation):
        if each is type(None) or each is Ellipsis or not inspect.isclass(each):
            continue
        known = {
            str: "text",
            int: "whole number",
            float: "number",
            bool: "true or false",
            timedelta: "duration",
            dict: "map",
        }
        names.append(known.get(each, each.__name__.lower() if issubclass(each, Part) else each.__name__))
    origins = [str(typing.get_origin(part)) for part in (annotation, *typing.get_args(annotation))]
    said = " or ".join(dict.fromkeys(names)) or "any value"
    return f"list of {said}" if any("tuple" in origin or "list" in origin for origin in origins) else said


def _told(part: type[Part], name: str) -> list[str]:
    for each in part.__mro__:
        text = attributes_of(each.__doc__).get(name)
        if text:
            return [text]
    return []


@lru_cache(maxsize=1024)
def attributes_of(docstring: str | None) -> dict[str, str]:
    """Returns what a docstring says below `Attributes:`, by name."""
    section = _SECTION.search(inspect.cleandoc(docstring or ""))
    if section is None:
        return {}
    body = inspect.cleandoc("\n" + section["body"])
    return {found["name"]: " ".join(found["text"].split()) for found in _ATTRIBUTE.finditer(body)}


def summary_of(part: type[Part], name: str) -> str:
    """Returns what a type is for, and its properties, as markdown."""
    text = inspect.cleandoc(part.__doc__ or "")
    about = _SECTION.sub("", text).strip()
    fields = [
        f"- `{key}`: {' '.join(documentation(part, key).split(chr(10) * 2)[1:2])}".rstrip(": ") for key in keys_of(part)
    ]
    return "\n".join([f"**{name}**", "", about, "", *fields])
