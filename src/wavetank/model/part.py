from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from wavetank.durations import parse_duration


def _read_duration(written: object) -> timedelta:
    try:
        return parse_duration(written)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("duration", "{reason}", {"reason": str(error)}) from None


Duration = Annotated[timedelta, BeforeValidator(_read_duration)]


class Part(BaseModel):
    """
    A piece of a written flow: read strictly, under Kestra's camelCase names, and never changed.

    Fields stand in Python's names; `to_dict` gives back Kestra's. A number where a text belongs is taken as its text.

    Attributes:
        not_yet: Properties, or values of one as `name: value`, that the language knows and this version does not act
            on: a flow that uses one is refused.
        instead: What to write for some of those.
        literal: Properties that are never rendered, so that `{{ … }}` in them is nothing but text.
        of_rows: Properties whose expressions see the fields of a row, and nothing else.
        former: Properties with a new name: the former name, then the present one.
        deprecated: Properties without a new name, with what to do instead; under `type` that of the whole part.
        newer: Properties that only Kestra 2 has, with what Kestra 1 writes instead; under `type` the whole part.
        gone: Properties, or values of one as `name: value`, that Kestra 2 does not have any more, with what it writes
            instead; `type` as above.
        judged: Whether anything is known of the properties; not of a type that no plugin has.
    """

    not_yet: ClassVar[frozenset[str]] = frozenset()
    instead: ClassVar[dict[str, str]] = {}
    literal: ClassVar[frozenset[str]] = frozenset({"id", "type", "description"})
    of_rows: ClassVar[frozenset[str]] = frozenset()
    former: ClassVar[dict[str, str]] = {}
    deprecated: ClassVar[dict[str, str]] = {}
    newer: ClassVar[dict[str, str]] = {}
    gone: ClassVar[dict[str, str]] = {}
    judged: ClassVar[bool] = True

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=False,
        extra="forbid",
        frozen=True,
        defer_build=True,
        arbitrary_types_allowed=True,
        loc_by_alias=True,
        coerce_numbers_to_str=True,
    )

    @classmethod
    def property_names(cls) -> tuple[str, ...]:
        """Returns the names under which the fields are written."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @classmethod
    def takes_anything(cls) -> bool:
        """Returns whether other properties may be written, too."""
        return cls.model_config.get("extra") == "allow"

    def to_dict(self) -> dict[str, Any]:
        """Returns what was written, under Kestra's property names, without what was left out."""
        return self.model_dump(by_alias=True, exclude_unset=True, mode="json")
