from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from wavetank.model.input_type import InputType
from wavetank.model.part import Part
from wavetank.model.property import has_expression
from wavetank.model.typed_value import typed_value

_CHOICES = frozenset({InputType.SELECT, InputType.ENUM, InputType.MULTISELECT})
_MEASURED = frozenset({InputType.INT, InputType.FLOAT, InputType.DURATION})
_DATED = frozenset({InputType.DATETIME, InputType.DATE, InputType.TIME})


class Input(Part):
    """
    A value that an execution is started with (language reference, section 3).

    Attributes:
        name: The former name of `id`.
        defaults: Taken when no value is given.
        validator: A regular expression that the whole of a STRING must match.
        min: The least INT, FLOAT or DURATION, in the input's own type.
        after: The first DATETIME, DATE or TIME, in the input's own type.
        values: What a SELECT may be.
        item_type: The type of the elements of an ARRAY.
        extension: Of a FILE, formerly: what the stored file's name ended with. Files keep their names here.
        allowed_file_extensions: What the name of a FILE may end with, as `.csv`.
    """

    not_yet: ClassVar[frozenset[str]] = frozenset({"dependsOn", "expression"})
    literal: ClassVar[frozenset[str]] = frozenset(
        {"id", "name", "type", "description", "displayName", "validator", "values", "min", "max", "after", "before"}
        | {"extension", "allowedFileExtensions"}
    )
    former: ClassVar[dict[str, str]] = {"name": "id"}

    id: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][.a-zA-Z0-9_-]*$")]
    name: str | None = None
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
    auto_select_first: bool = False
    depends_on: dict[str, Any] | None = None
    expression: str | None = None
    after: Any = None
    before: Any = None
    extension: str | None = None
    allowed_file_extensions: tuple[str, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_is_id(cls, written: Any) -> Any:
        if isinstance(written, dict) and "name" in written and "id" not in written:
            return {**written, "id": written["name"]}
        return written

    @model_validator(mode="after")
    def _consistent(self) -> Input:
        if self.type is InputType.ARRAY and self.item_type in (None, InputType.ARRAY):
            raise ValueError("`itemType` of an ARRAY must be named, and cannot be ARRAY")
        if self.type in _CHOICES and not self.values and self.expression is None:
            raise ValueError(f"`values` must list what a {self.type} may be")
        if self.prefill is not None and self.required:
            raise ValueError("`prefill` is for inputs with `required: false`; a required input takes `defaults`")
        self._check_validator()
        self._check_own_type()
        return self

    def _check_validator(self) -> None:
        try:
            re.compile(self.validator or "")
        except re.error as error:
            raise ValueError(f"`validator` is no regular expression: {error}") from None

    def _check_own_type(self) -> None:
        for name in ("defaults", "min", "max", "after", "before"):
            written = getattr(self, name)
            if written is None or has_expression(written) or (self.type is InputType.YAML and isinstance(written, str)):
                continue
            self._check_applies(name)
            try:
                typed_value(self.type, written, self.item_type)
            except ValueError as error:
                raise ValueError(f"`{name}: {written}` does not suit the type {self.type}: {error}") from None

    def _check_applies(self, name: str) -> None:
        if name in ("min", "max") and self.type not in _MEASURED:
            raise ValueError(f"`{name}` is for the types INT, FLOAT and DURATION")
        if name in ("after", "before") and self.type not in _DATED:
            raise ValueError(f"`{name}` is for the types DATETIME, DATE and TIME")


__all__ = ("Input", "InputType")
