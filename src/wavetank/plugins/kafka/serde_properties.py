from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from wavetank.plugins.kafka.deserializer import SerdeType, usable

if TYPE_CHECKING:
    from collections.abc import Mapping

_DESERIALIZERS = ("keyDeserializer", "valueDeserializer")
# Settings of serdes that read a schema registry; those that can be used here do not look at them.
_OF_REGISTRIES = ("schema.", "avro.", "specific.", "json.", "auto.register", "use.latest", "basic.auth", "bearer.auth")


def check_serdes(properties: Mapping[str, Any]) -> None:
    """
    Looks at the names in `serdeProperties`.

    Raises:
        ValueError: One of them would change how records are read, and is not known here.
    """
    for name in properties:
        if name in _DESERIALIZERS or name.startswith(_OF_REGISTRIES):
            continue
        nearest = difflib.get_close_matches(name, _DESERIALIZERS, n=1)
        advice = f"; did you mean `{nearest[0]}`?" if nearest else ""
        raise ValueError(f"`{name}` is no property of the deserializers{advice}")


def serde_of(part: str, top: SerdeType | None, properties: Mapping[str, Any]) -> SerdeType:
    """
    Returns how the key or the value is read: STRING, unless the trigger or its `serdeProperties` say otherwise.

    Args:
        part: `key` or `value`.
        top: What stands beside `serdeProperties`.
        properties: What stands in them.

    Raises:
        ValueError: They name no type, one that cannot be used, or two different ones.
    """
    name = f"{part}Deserializer"
    inner = properties.get(name)
    if inner is not None and inner not in list(SerdeType):
        raise ValueError(f"`{name}: {inner}` is no type of a deserializer; write one of {', '.join(SerdeType)}")
    if inner and top and inner != top:
        raise ValueError(f"`{name}` is {top} and, in `serdeProperties`, {inner}; write it once")
    return usable(top or SerdeType(inner or SerdeType.STRING))
