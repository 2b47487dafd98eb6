"""Checks and types the inputs that an execution is started with, and the outputs that it leaves."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wavetank.core.nesting import nest
from wavetank.dialect.plain import read_plain
from wavetank.durations import format_duration
from wavetank.errors import InputError
from wavetank.model.input_type import InputType
from wavetank.model.property import has_expression
from wavetank.model.secret_text import SecretText
from wavetank.model.typed_value import typed_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wavetank.model.input import Input
    from wavetank.model.output import Output

_LONGEST = 200
_MASK = "******"


def resolve_inputs(
    declared: tuple[Input, ...],
    given: Mapping[str, Any],
    *,
    strict: bool = True,
    render: Callable[[Any], Any] | None = None,
) -> dict[str, Any]:
    """
    Returns the typed values of the declared inputs, those with dotted ids nested; what is not declared is dropped.

    Args:
        declared: The inputs of the flow.
        given: By id; `a.b` may also be written as the key `b` of a map `a`.
        strict: Whether a required input must have a value; without, one that has none is left out.
        render: Renders a default that is written as an expression.

    Raises:
        InputError: A value is missing or not accepted; nothing else was looked at.
    """
    values: dict[str, Any] = {}
    for each in declared:
        value = _raw(each, given, render)
        if value is None and each.required:
            if strict:
                raise _refusal(each.id, "missing required input", None)
            continue
        values[each.id] = None if value is None else coerce(each.type, value, each)
    return nest(values)


def coerce(kind: InputType, value: Any, declared: Input) -> Any:
    """
    Returns a raw value in the type of an input, within the limits that the input sets.

    Raises:
        InputError: It is no such value.
    """
    try:
        typed = _typed(kind, value, declared.item_type)
        _check_limits(declared, typed)
    except ValueError as error:
        raise _refusal(declared.id, str(error), _MASK if kind is InputType.SECRET else value) from None
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
        raise _refusal(output.id, str(error), _MASK if output.type is InputType.SECRET else value, "output") from None


def _no_value() -> None:
    raise ValueError("it has no value")


def _raw(declared: Input, given: Mapping[str, Any], render: Callable[[Any], Any] | None) -> Any:
    value = _given(declared.id, given)
    if value is not None:
        return value
    if not has_expression(declared.defaults):
        return declared.defaults
    if render is None:
        reason = "its default is an expression, which cannot be rendered here"
        raise _refusal(declared.id, reason, declared.defaults)
    return render(declared.defaults)


def _given(name: str, given: Any) -> Any:
    if not isinstance(given, dict) and not hasattr(given, "get"):
        return None
    if name in given:
        return given[name]
    first, dot, rest = name.partition(".")
    return _given(rest, given.get(first)) if dot else None


def _typed(kind: InputType, value: Any, item_type: InputType | None) -> Any:
    if kind is InputType.YAML and isinstance(value, str):
        return read_plain(value)
    return typed_value(kind, value, item_type)


def _check_limits(declared: Input, value: Any) -> None:
    text = value.text if isinstance(value, SecretText) else str(value)
    if declared.validator is not None and not re.fullmatch(declared.validator, text):
        raise ValueError(f"it must match the pattern `{declared.validator}`")
    _check_range(declared, value)
    endings = declared.allowed_file_extensions
    if endings is not None and not text.lower().endswith(tuple(map(str.lower, endings))):
        raise ValueError(f"it must be a file with one of the extensions `[{', '.join(endings)}]`")
    if declared.values is not None and not declared.allow_custom_value:
        _check_choice(declared, value)


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


def _check_choice(declared: Input, value: Any) -> None:
    """Checks that a value is one of those that may be chosen; of an optional SELECT a Kestra server does not ask it."""
    several = declared.type is InputType.MULTISELECT
    if not several and not declared.required:
        return
    for each in value if several else (value,):
        if str(each) not in (declared.values or ()):
            raise ValueError(f"it must match the values `[{', '.join(declared.values or ())}]`")


def _refusal(name: str, reason: str, value: Any, noun: str = "input") -> InputError:
    return InputError(f"Invalid {noun} for `{name}`, {reason}, but received `{_shown(value)}`.")


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = format_duration(value) if hasattr(value, "total_seconds") else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
