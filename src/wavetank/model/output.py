from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from wavetank.model.input_type import InputType
from wavetank.model.part import Part


class Output(Part):
    """
    A value that an execution leaves for its caller, rendered when it ends (language reference, section 3.4).

    Attributes:
        value: A text, or a list or map of texts, with expressions.
        item_type: The type of the elements of an ARRAY; they stay as they are if it is left out.
    """

    literal: ClassVar[frozenset[str]] = frozenset({"id", "type", "description", "displayName"})

    id: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][.a-zA-Z0-9_-]*$")]
    type: InputType
    value: Any
    description: str | None = None
    display_name: str | None = None
    required: bool = True
    item_type: InputType | None = None
