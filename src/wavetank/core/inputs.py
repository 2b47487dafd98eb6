"""Checks and types the inputs that an execution is started with (language reference, section 3.3)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from wavetank.core.coercion import coerce_input, refusal
from wavetank.core.nesting import nest
from wavetank.core.written import as_written
from wavetank.errors import ExpressionError, InputError
from wavetank.model.input_type import InputType
from wavetank.model.property import has_expression
from wavetank.model.resolved_input import ResolvedInput
from wavetank.model.secret_text import SecretText

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.input import Input


class RenderInput(Protocol):
    """Renders what an input is written with; `inputs` are the values of those that it depends on, nested."""

    def __call__(self, value: Any, inputs: Mapping[str, Any], *, typed: bool = False) -> Any:
        """Returns the rendered value, with the type that an expression gives if `typed`, else as text."""


def resolve_inputs(
    declared: Sequence[Input],
    given: Mapping[str, Any],
    *,
    strict: bool = True,
    render: RenderInput | None = None,
) -> dict[str, Any]:
    """
    Returns the typed values of the declared inputs, those with dotted ids nested; what is not declared is dropped.

    A disabled input has none, and an optional one without a value has None.

    Args:
        declared: The inputs of the flow.
        given: By id; `a.b` may also be written as the key `b` of a map `a`.
        strict: Whether a required input must have a value; without, one that has none is left out.
        render: Renders defaults, conditions and choices that are written as expressions.

    Raises:
        InputError: Values are missing or not accepted; its cause names each of them.
    """
    if not declared:
        return {}
    resolved = examine_inputs(declared, given, strict=strict, render=render)
    errors = [each.error for each in resolved if each.error is not None]
    if errors:
        raise InputError(" ".join(errors))
    required = {each.id for each in declared if each.required}
    taken = [each for each in resolved if each.enabled and not (each.value is None and each.id in required)]
    return nest({each.id: each.value for each in taken})


def examine_inputs(
    declared: Sequence[Input],
    given: Mapping[str, Any],
    *,
    strict: bool = True,
    render: RenderInput | None = None,
) -> list[ResolvedInput]:
    """Returns what becomes of each declared input, in the order in which they are declared; arguments as above."""
    resolution = _Resolution(declared, given, strict=strict, render=render or _refuse)
    return [resolution.of(each.id) for each in declared]


class _Resolution:
    """The inputs of one execution, each resolved once, after those that it depends on."""

    def __init__(
        self, declared: Sequence[Input], given: Mapping[str, Any], *, strict: bool, render: RenderInput
    ) -> None:
        self._declared = {each.id: each for each in declared}
        self._given = given
        self._strict = strict
        self._render = render
        self._resolved: dict[str, ResolvedInput] = {}
        self._open: list[str] = []

    def of(self, name: str) -> ResolvedInput:
        """Returns what becomes of one input."""
        if name not in self._resolved:
            self._open.append(name)
            self._resolved[name] = self._resolve(self._declared[name])
            self._open.pop()
        return self._resolved[name]

    def _resolve(self, declared: Input) -> ResolvedInput:
        raw = given_value(declared.id, self._given)
        names = [name for name in declared.depends_on.inputs if name in self._declared] if declared.depends_on else []
        circle = next((name for name in names if name in self._open), None)
        if circle is not None:
            return ResolvedInput(id=declared.id, value=raw, error=refusal(declared.id, "it depends on itself", raw))
        before = [self.of(name) for name in names]
        seen = nest({each.id: _visible(each.value) for each in before if each.enabled})
        choices: tuple[str, ...] | None = None
        try:
            if not all(each.enabled for each in before) or not self._holds(declared, seen):
                return ResolvedInput(id=declared.id, value=raw, enabled=False)
            choices = self._choices(declared, seen)
            value = self._value(declared, raw, seen, choices)
            return ResolvedInput(id=declared.id, value=value, choices=choices)
        except InputError as error:
            return ResolvedInput(id=declared.id, value=raw, choices=choices, error=error.cause)

    def _holds(self, declared: Input, seen: Mapping[str, Any]) -> bool:
        condition = declared.depends_on.condition if declared.depends_on else None
        if condition is None:
            return True
        return self._rendered(declared, condition, seen, "the condition of `dependsOn`", typed=True) is True

    def _value(self, declared: Input, raw: Any, seen: Mapping[str, Any], choices: Sequence[str] | None) -> Any:
        value = raw if raw is not None else self._default(declared, seen, choices)
        if value is not None:
            return coerce_input(declared, value, choices)
        if declared.required and self._strict:
            raise InputError(refusal(declared.id, "missing required input", None))
        return None

    def _default(self, declared: Input, seen: Mapping[str, Any], choices: Sequence[str] | None) -> Any:
        if has_expression(declared.defaults):
            return self._rendered(declared, declared.defaults, seen, "its default")
        if declared.defaults is None and declared.auto_select_first and choices:
            return [choices[0]] if declared.type is InputType.MULTISELECT else choices[0]
        return declared.defaults

    def _choices(self, declared: Input, seen: Mapping[str, Any]) -> tuple[str, ...] | None:
        if declared.expression is None:
            return declared.choices
        found = self._rendered(declared, declared.expression, seen, "its `expression`", typed=True)
        if not isinstance(found, list | tuple | set | frozenset):
            raise InputError(refusal(declared.id, "its `expression` must give a list", found))
        return tuple(str(each) for each in found if each is not None)

    def _rendered(
        self, declared: Input, template: Any, seen: Mapping[str, Any], what: str, *, typed: bool = False
    ) -> Any:
        try:
            return self._render(template, seen, typed=typed)
        except ExpressionError as error:
            reason = f"{what} cannot be rendered: {error.cause.rstrip('.')}"
            raise InputError(refusal(declared.id, reason, template)) from error


def _refuse(value: Any, inputs: Mapping[str, Any], *, typed: bool = False) -> Any:  # noqa: ARG001 - RenderInput's
    raise ExpressionError("expressions are not rendered here")


def given_value(name: str, given: Any) -> Any:
    """Returns the value of an input in a map of values, where `a.b` may also be the key `b` of a map `a`."""
    if not isinstance(given, dict) and not hasattr(given, "get"):
        return None
    if name in given:
        return given[name]
    first, dot, rest = name.partition(".")
    return given_value(rest, given.get(first)) if dot else None


def _visible(value: Any) -> Any:
    """Returns a typed value as expressions see it."""
    if isinstance(value, SecretText):
        return value.text
    return str(value) if isinstance(value, Path) else as_written(value)
