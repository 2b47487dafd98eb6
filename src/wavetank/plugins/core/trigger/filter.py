from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import model_validator

from wavetank.errors import ConditionError
from wavetank.model.part import Part
from wavetank.pebble import truthy

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.abc.condition_test import ConditionContext
    from wavetank.model.upstream import Upstream


class Field(StrEnum):
    """What a filter looks at."""

    FLOW_ID = "FLOW_ID"
    NAMESPACE = "NAMESPACE"
    STATE = "STATE"
    EXPRESSION = "EXPRESSION"


class FilterType(StrEnum):
    """How a filter compares."""

    EQUAL_TO = "EQUAL_TO"
    NOT_EQUAL_TO = "NOT_EQUAL_TO"
    IN = "IN"
    NOT_IN = "NOT_IN"
    IS_TRUE = "IS_TRUE"
    IS_FALSE = "IS_FALSE"
    IS_NULL = "IS_NULL"
    IS_NOT_NULL = "IS_NOT_NULL"
    STARTS_WITH = "STARTS_WITH"
    ENDS_WITH = "ENDS_WITH"
    REGEX = "REGEX"
    CONTAINS = "CONTAINS"


_OF_SEVERAL = (FilterType.IN, FilterType.NOT_IN)


class Filter(Part):
    """
    One comparison of the `where` of preconditions (language reference, section 8.5).

    Attributes:
        value: What is compared with; for an EXPRESSION the expression itself.
        values: For IN and NOT_IN.
    """

    field: Field
    type: FilterType
    value: str | None = None
    values: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Filter:
        wanted, foreign = ("values", "value") if self.type in _OF_SEVERAL else ("value", "values")
        if getattr(self, wanted) is None:
            raise ValueError(f"a filter of type {self.type} needs `{wanted}`")
        if getattr(self, foreign) is not None:
            raise ValueError(f"a filter of type {self.type} cannot have `{foreign}`")
        return self

    def holds(self, execution: Upstream, context: ConditionContext) -> bool:
        """
        Returns whether the comparison is true.

        Raises:
            ConditionError: The regular expression cannot be read.
        """
        return self._compares(self._found(execution, context))

    def _compares(self, found: str | None) -> bool:
        if self.type in _OF_SEVERAL:
            return (found in (self.values or ())) is (self.type is FilterType.IN)
        wanted = self.value or ""
        try:
            return _COMPARISONS[self.type](found, wanted)
        except re.error as error:
            raise ConditionError(f"`{wanted}` is no regular expression: {error}.") from None

    def of_flow(self, namespace: str, flow_id: str) -> bool | None:
        """Returns whether the comparison is true of a flow; None if it compares something else."""
        known = {Field.FLOW_ID: flow_id, Field.NAMESPACE: namespace}
        return self._compares(known[self.field]) if self.field in known else None

    def _found(self, execution: Upstream, context: ConditionContext) -> str | None:
        if self.field is Field.EXPRESSION:
            rendered = context.render(self.value)
            return None if rendered is None else str(rendered)
        known = {Field.FLOW_ID: execution.flow_id, Field.NAMESPACE: execution.namespace}
        return known.get(self.field, execution.state.value)


_COMPARISONS: dict[FilterType, Callable[[str | None, str], bool]] = {
    FilterType.EQUAL_TO: lambda found, wanted: found == wanted,
    FilterType.NOT_EQUAL_TO: lambda found, wanted: found != wanted,
    FilterType.IS_TRUE: lambda found, _: truthy(found),
    FilterType.IS_FALSE: lambda found, _: not truthy(found),
    FilterType.IS_NULL: lambda found, _: not found,
    FilterType.IS_NOT_NULL: lambda found, _: bool(found),
    FilterType.STARTS_WITH: lambda found, wanted: (found or "").startswith(wanted),
    FilterType.ENDS_WITH: lambda found, wanted: (found or "").endswith(wanted),
    FilterType.REGEX: lambda found, wanted: re.fullmatch(wanted, found or "") is not None,
    FilterType.CONTAINS: lambda found, wanted: wanted in (found or ""),
}
