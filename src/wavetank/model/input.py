from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field

from wavetank.model.part import Part


class InputType(StrEnum):
    """The types of inputs that this version validates (language reference, section 3.2)."""

    STRING = "STRING"
    INT = "INT"
    FLOAT = "FLOAT"
    BOOLEAN = "BOOLEAN"
    BOOL = "BOOL"
    DATETIME = "DATETIME"
    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    JSON = "JSON"
    YAML = "YAML"
    URI = "URI"
    SELECT = "SELECT"
    ARRAY = "ARRAY"
    EMAIL = "EMAIL"


class Input(Part):
    """
    A value that an execution is started with (language reference, section 3).

    Attributes:
        defaults: Taken when no value is given.
        validator: A regular expression that the whole of a STRING must match.
        values: What a SELECT may be.
        item_type: The type of the elements of an ARRAY.
    """

    not_yet: ClassVar[frozenset[str]] = frozenset({"dependsOn", "expression", "after", "before"})

    id: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][.a-zA-Z0-9_-]*$")]
    type: InputType
    description: str | None = None
    display_name: Annotated[str | None, Field(max_length=64)] = None
    required: bool = True
    defaults: Any = None
    prefill: Any = None
    validator: str | None = None
    min: Any = None
    max: Any = None
    values: tuple[str, ...] | None = None
    item_type: InputType | None = None
    allow_custom_value: bool = False
    is_radio: bool = False
    depends_on: dict[str, Any] | None = None
    expression: str | None = None
    after: Any = None
    before: Any = None
