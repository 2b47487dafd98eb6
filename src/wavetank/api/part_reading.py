from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from wavetank.api.assembly import REGISTRY
from wavetank.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.model.part import Part

PartType = TypeVar("PartType", bound="Part")


def read_part(written: Mapping[str, Any], kind: Any, noun: str) -> Any:
    """
    Returns a trigger or a condition that stands by itself, outside of a flow; an `id` may be left out.

    Args:
        written: With Kestra's property names.
        kind: The annotation that reads it, as `AnyTrigger`.
        noun: What it is called in an error.

    Raises:
        PluginError: It cannot be read.
    """
    part = REGISTRY.find(str(written.get("type")))
    named = {"id": noun, **written} if part is not None and "id" in part.model_fields else written
    try:
        return TypeAdapter(kind).validate_python(named, context={"registry": REGISTRY})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise PluginError(
            f"The {noun} cannot be read: {f'`{place}`: ' if place else ''}{first['msg']}.",
            remedy="wt.check shows all that is wrong in the text of a flow.",
        ) from None
