from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from wavetank.durations import parse_duration

Duration = Annotated[timedelta, BeforeValidator(parse_duration)]


class Part(BaseModel):
    """
    A piece of a written flow: read strictly, under Kestra's camelCase names, and never changed.

    Fields stand in Python's names; `to_dict` gives back Kestra's.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=False,
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        loc_by_alias=True,
    )

    def to_dict(self) -> dict[str, Any]:
        """Returns what was written, under Kestra's property names, without what was left out."""
        return self.model_dump(by_alias=True, exclude_unset=True, mode="json", serialize_as_any=True)
