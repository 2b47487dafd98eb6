from __future__ import annotations

from typing import Annotated, Any

from pydantic import SerializeAsAny, ValidationInfo, WrapValidator

from wavetank.model.part import Part
from wavetank.model.registry import resolve_part


class Runner(Part):
    """What every task runner has (language reference, section 10.5). A type is a subclass, and a `TaskRunner`."""

    type: str


def _runner_of_type(value: Any, handler: Any, info: ValidationInfo) -> Runner:  # noqa: ARG001 - pydantic's signature
    return resolve_part(value, Runner, info)


AnyRunner = Annotated[SerializeAsAny[Runner], WrapValidator(_runner_of_type)]
