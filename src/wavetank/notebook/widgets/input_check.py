from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.inputs import RenderInput, examine_inputs
from wavetank.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.input import Input
    from wavetank.model.resolved_input import ResolvedInput


class FormError(InputError):
    """
    Inputs of a form are not accepted.

    Attributes:
        fields: From the id of an input to what is wrong with it, in a sentence.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("Some inputs are not accepted.")
        self.fields = dict(fields)


def check_form(declared: Sequence[Input], given: Mapping[str, Any], render: RenderInput | None) -> None:
    """
    Looks at the inputs of a form that was sent.

    Raises:
        FormError: Some are missing or not accepted.
    """
    fields = _faults(examine_inputs(declared, given, render=render))
    if fields:
        raise FormError(fields)


def state_of_form(declared: Sequence[Input], given: Mapping[str, Any], render: RenderInput | None) -> dict[str, Any]:
    """
    Returns how a form stands while it is filled in.

    That is `fields`, what is wrong with which input so far; `hidden`, which of them cannot have a value now; and
    `choices`, what may be chosen where an expression says it.
    """
    resolved = examine_inputs(declared, given, strict=False, render=render)
    offered = {each.id for each in declared if each.expression is not None}
    return {
        "fields": _faults(resolved),
        "hidden": [each.id for each in resolved if not each.enabled],
        "choices": {
            each.id: list(each.choices) for each in resolved if each.id in offered and each.choices is not None
        },
    }


def _faults(resolved: Sequence[ResolvedInput]) -> dict[str, str]:
    return {each.id: _sentence(each.id, each.error) for each in resolved if each.error is not None}


def _sentence(name: str, error: str) -> str:
    """Returns what is wrong with an input, to be read below its field."""
    reason = error.removeprefix(f"Invalid input for `{name}`, ").removesuffix(", but received `null`.")
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."
