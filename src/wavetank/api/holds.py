from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wavetank.abc.condition_test import ConditionTest
from wavetank.api.part_reading import read_part
from wavetank.errors import ConditionError
from wavetank.model.condition import AnyCondition
from wavetank.model.labels import read_labels
from wavetank.model.state import State
from wavetank.model.upstream import Upstream
from wavetank.pebble import Renderer


def holds(condition: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    """
    Returns whether a condition is true.

    Args:
        condition: As a flow writes it: `{"type": "io.kestra.plugin.core.condition.Weekend", "date": "2025-01-31"}`.
        context: What it looks at, with Kestra's names: `flow` (`namespace`, `id`) and `execution` (`state`, and maybe
            `namespace`, `flowId`, `labels`, `inputs`, `outputs`, `taskRunList`); whatever else expressions see.

    Raises:
        PluginError: It is no condition.
        ConditionError, ExpressionError: It cannot be decided.
    """
    test = read_part(condition, AnyCondition, "condition")
    if not isinstance(test, ConditionTest):
        raise ConditionError(f"{condition['type']} cannot be tested.")
    return test.holds(_Given(context))


class _Given:
    """A ConditionContext of plain data."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        flow, execution = given.get("flow", {}), given.get("execution")
        self.execution = _upstream(flow, execution) if execution is not None else None
        self.variables: Mapping[str, Any] = {**given, **_variables(self.execution, execution or {}, given)}
        self._renderer = Renderer()

    def render(self, value: Any) -> Any:
        return self._renderer.render(value, self.variables)

    def parts(self, template: str) -> Mapping[str, str]:  # noqa: ARG002 - nothing is explained here
        return {}


def _variables(upstream: Upstream | None, execution: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: execution[name] for name in ("inputs",) if name in execution}
    if upstream is not None:
        known |= {"labels": upstream.labels, "trigger": upstream.trigger_variables() | given.get("trigger", {})}
    return known


def _upstream(flow: Mapping[str, Any], execution: Mapping[str, Any]) -> Upstream:
    """An execution is one of the flow unless it says otherwise."""
    return Upstream(
        id=str(execution.get("id", "")),
        namespace=str(execution.get("namespace", flow.get("namespace", ""))),
        flow_id=str(execution.get("flowId", flow.get("id", ""))),
        flow_revision=execution.get("flowRevision"),
        state=_state(execution.get("state", State.CREATED)),
        labels=read_labels(execution.get("labels") or {}),
        outputs=execution.get("outputs"),
        attempts=tuple(
            tuple(_state(attempt["state"]) for attempt in run.get("attempts") or ())
            for run in execution.get("taskRunList") or ()
        ),
    )


def _state(written: Any) -> State:
    name = written.get("current") if isinstance(written, Mapping) else written
    try:
        return State(str(name))
    except ValueError:
        raise ConditionError(f"There is no state {name!r}.", remedy=f"States are {', '.join(State)}.") from None
