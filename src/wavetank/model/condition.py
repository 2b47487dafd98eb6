from __future__ import annotations

from typing import Annotated, Any

from pydantic import SerializeAsAny, ValidationInfo, WrapValidator

from wavetank.model.part import Part
from wavetank.model.registry import resolve_part


class Condition(Part):
    """What every condition of a trigger has (language reference, section 9)."""

    type: str


def _condition_of_type(value: Any, handler: Any, info: ValidationInfo) -> Condition:  # noqa: ARG001 - pydantic's signature
    return resolve_part(value, Condition, info)


AnyCondition = Annotated[SerializeAsAny[Condition], WrapValidator(_condition_of_type)]
