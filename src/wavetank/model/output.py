from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wavetank.model.input import InputType
from wavetank.model.part import Part


class Output(Part):
    """A value that an execution leaves for its caller, rendered when it ends (language reference, section 3.4)."""

    id: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][.a-zA-Z0-9_-]*$")]
    type: InputType
    value: str
    description: str | None = None
    display_name: str | None = None
    required: bool = True
