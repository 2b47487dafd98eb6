from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from wavetank.model.labels import SYSTEM_PREFIX, Labels
from wavetank.plugins.core.condition.execution_condition import ExecutionCondition

if TYPE_CHECKING:
    from wavetank.model.upstream import Upstream


def _own(labels: dict[str, str]) -> dict[str, str]:
    for name, value in labels.items():
        if name.startswith(SYSTEM_PREFIX):
            raise ValueError(f"system labels are set by the engine alone, and cannot be asked for: {name}={value}")
    return labels


class ExecutionLabels(ExecutionCondition):
    """True of an execution that has all of some labels (language reference, section 9)."""

    labels: Annotated[Labels, AfterValidator(_own)]

    def fits(self, execution: Upstream) -> bool:
        """Compares names and values."""
        return self.labels.items() <= execution.labels.items()

    def seen(self, execution: Upstream) -> str:
        """Returns the labels of the execution."""
        return f"labels {execution.labels}"
