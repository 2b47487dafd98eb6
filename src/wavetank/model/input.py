from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator
from pydantic.alias_generators import to_camel

from wavetank.model.apart import Apart
from wavetank.model.depends_on import DependsOn
from wavetank.model.input_type import InputType
from wavetank.model.part import Part
from wavetank.model.property import has_expression
from wavetank.model.typed_value import typed_value

_CHOICES = frozenset({InputType.SELECT, InputType.ENUM, InputType.MULTISELECT})
_LISTS = frozenset({InputType.SELECT, InputType.MULTISELECT})
_MEASURED = frozenset({InputType.INT, InputType.FLOAT, InputType.DURATION})
_DATED = frozenset({InputType.DATETIME, InputType.DATE, InputType.TIME})
_FILES = frozenset({InputType.FILE})
# What only some types have; everything else belongs to all of them.
_APPLIES: dict[str, frozenset[InputType]] = {
    "validator": frozenset({InputType.STRING, InputType.SECRET}),
    **dict.fromkeys(("min", "max"), _MEASURED),
    **dict.fromkeys(("after", "before"), _DATED),
    "values": _CHOICES,
    **dict.fromkeys(("expression", "allow_custom_value", "auto_select_first"), _LISTS),
    "is_radio": frozenset({InputType.SELECT}),
    "options": frozenset({InputType.MULTISELECT}),
    "item_type": frozenset({InputType.ARRAY, InputType.MULTISELECT}),
    **dict.fromkeys(("extension", "allowed_file_extensions"), _FILES),
}


class Input(Part):
    """
    A value that an execution is started with (language reference, section 3).

    Attributes:
        name: The former name of `id`.
        defaults: Taken when no value is given.
        prefill: What a form begins with; nothing else takes it.
        validator: A regular expression that the whole of a STRING or SECRET must match.
        min: The least INT, FLOAT or DURATION, in the input's own type.
        after: The first DATETIME, DATE or TIME, in the input's own type.
        values: What may be chosen of a SELECT, ENUM or MULTISELECT.
        options: The former name of the `values` of a MULTISELECT.
        expression: Gives the list of what may be chosen.
        auto_select_first: The first of what may be chosen is the default.
        is_radio: How a form shows the choice.
        item_type: The type of the elements of an ARRAY or MULTISELECT.
        depends_on: What must be so for the input to have a value.
        extension: Of a FILE, formerly: what the stored file's name ended with. Files keep their names here.
        allowed_file_extensions: What the name of a FILE may end with, as `.csv`.
    """

    literal: ClassVar[frozenset[str]] = frozenset(
        {"id", "name", "type", "description", "displayName", "validator", "values", "min", "max", "after", "before"}
        | {"options", "prefill", "extension", "allowedFileExtensions"}
    )
    former: ClassVar[dict[str, str]] = {"name": "id", "options": "values", "extension": "allowedFileExtensions"}
    gone: ClassVar[dict[str, str]] = {
        "name": "Write `id`.",
        "options": "Write `values`.",
        "extension": "Remove it; `allowedFileExtensions` says which files are taken.",
        "type: BOOLEAN": "Write `BOOL`.",
        "type: ENUM": "Write `SELECT`.",
    }

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
    options: tuple[str, ...] | None = None
    item_type: InputType | None = None
    allow_custom_value: bool = False
    is_radio: bool = False
    auto_select_first: bool = False
    depends_on: Annotated[DependsOn, Apart()] | None = None
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

    @property
    def choices(self) -> tuple[str, ...] | None:
        """What is written as what may be chosen."""
        return self.values if self.values is not None else self.options

    @property
    def element_type(self) -> InputType | None:
        """The type of the elements of a list."""
        return InputType.STRING if self.type is InputType.MULTISELECT and self.item_type is None else self.item_type

    @property
    def file_endings(self) -> tuple[str, ...]:
        """What the name of a FILE may end with, in lower case; empty where it may be any."""
        return tuple(each.lower() for each in self.allowed_file_extensions or ())

    @model_validator(mode="after")
    def _consistent(self) -> Input:
        self._check_applies()
        if self.type is InputType.ARRAY and self.item_type in (None, InputType.ARRAY):
            raise ValueError("`itemType` of an ARRAY must be named, and cannot be ARRAY")
        if self.values is not None and self.options is not None:
            raise ValueError("`options` is the former name of `values`; only one of them can stand here")
        if self.type in _CHOICES and not self.choices and self.expression is None:
            raise ValueError(f"`values` must list what a {self.type} may be")
        if self.prefill is not None and self.required:
            raise ValueError("`prefill` is for inputs with `required: false`; a required input takes `defaults`")
        self._check_validator()
        self._check_own_type()
        return self

    def _check_applies(self) -> None:
        for name in self.model_fields_set & _APPLIES.keys():
            types = _APPLIES[name]
            if self.type not in types and getattr(self, name) is not None:
                *others, last = sorted(types)
                listed = f"types {', '.join(others)} and {last}" if others else f"type {last}"
                raise ValueError(f"`{to_camel(name)}` is for the {listed}, not for {self.type}")

    def _check_validator(self) -> None:
        if self.validator is None:
            return
        try:
            re.compile(self.validator)
        except re.error as error:
            raise ValueError(f"`validator` is no regular expression: {error}") from None

    def _check_own_type(self) -> None:
        for name in ("defaults", "prefill", "min", "max", "after", "before"):
            written = getattr(self, name)
            if written is None or has_expression(written) or (self.type is InputType.YAML and isinstance(written, str)):
                continue
            try:
                typed_value(self.type, written, self.element_type)
            except ValueError as error:
                raise ValueError(f"`{name}: {written}` does not suit the type {self.type}: {error}") from None


__all__ = ("Input", "InputType")
