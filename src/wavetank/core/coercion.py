"""From a raw value to one that an input or output of a flow accepts."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wavetank.durations import format_duration
from wavetank.errors import InputError
from wavetank.model.file_content import FileContent
from wavetank.model.input_type import InputType
from wavetank.model.secret_text import SecretText
from wavetank.model.typed_value import typed_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.model.input import Input
    from wavetank.model.output import Output

_LONGEST = 200
_MASK = "******"


def coerce_input(declared: Input, value: Any, choices: Sequence[str] | None = None) -> Any:
    """
    Returns a raw value in the type of an input, within the limits that the input sets.

    Args:
        declared: The input.
        value: What was given, or its default.
        choices: What may be chosen; of a choice that is not free.

    Raises:
        InputError: It is no such value.
    """
    kind = declared.type
    if kind is InputType.FILE:
        value = FileContent.of(value, declared.file_endings) or value
    try:
        typed = _typed(kind, value, declared.element_type)
        _check_limits(declared, typed)
        if choices is not None and not declared.allow_custom_value:
            _check_choice(declared, typed, choices)
    except ValueError as error:
        raise InputError(refusal(declared.id, str(error), _MASK if kind is InputType.SECRET else value)) from None
    return typed


def coerce_output(output: Output, value: Any) -> Any:
    """
    Returns the rendered value of an output in its type; None stays None for one that is not required.

    Raises:
        InputError: It is no such value, or there is none.
    """
    try:
        if value is None:
            return None if not output.required else _no_value()
        return _typed(output.type, value, output.item_type)
    except ValueError as error:
        shown = _MASK if output.type is InputType.SECRET else value
        raise InputError(refusal(output.id, str(error), shown, "output")) from None


def refusal(name: str, reason: str, value: Any, noun: str = "input") -> str:
    """Returns the sentence that says why a value is not accepted."""
    return f"Invalid {noun} for `{name}`, {reason}, but received `{_shown(value)}`."


def _no_value() -> None:
    raise ValueError("it has no value")


def _typed(kind: InputType, value: Any, item_type: InputType | None) -> Any:
    if kind is InputType.YAML and isinstance(value, str):
        read_plain: Callable[[str], Any] = import_module("wavetank.dialect.plain").read_plain
        return read_plain(value)
    return typed_value(kind, value, item_type)


def _check_limits(declared: Input, value: Any) -> None:
    text = value.text if isinstance(value, SecretText) else str(value)
    if declared.validator is not None and not re.fullmatch(declared.validator, text):
        raise ValueError(f"it must match the pattern `{declared.validator}`")
    _check_range(declared, value)
    endings = declared.file_endings
    if endings and not text.lower().endswith(endings):
        raise ValueError(f"it must be a file with one of the extensions `[{', '.join(endings)}]`")


def _check_range(declared: Input, value: Any) -> None:
    for limit, words, below in (
        (declared.min, "more than", True),
        (declared.after, "after", True),
        (declared.max, "less than", False),
        (declared.before, "before", False),
    ):
        if limit is not None:
            bound = typed_value(declared.type, limit)
            if value < bound if below else value > bound:
                raise ValueError(f"it must be {words} `{_shown(limit)}`")


def _check_choice(declared: Input, value: Any, choices: Sequence[str]) -> None:
    """Checks that a value is one of those that may be chosen; of an optional SELECT a Kestra server does not ask it."""
    several = declared.type is InputType.MULTISELECT
    if not several and not declared.required:
        return
    for each in value if several else (value,):
        if _shown(each) not in choices:
            raise ValueError(f"it must match the values `[{', '.join(choices)}]`")


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = format_duration(value) if hasattr(value, "total_seconds") else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
