from __future__ import annotations

from typing import Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.durations import parse_duration
from wavetank.errors import TaskError
from wavetank.model.task import Task


class Publish(Task, RunnableTask):
    """
    Adds measurements to the execution. No outputs.

    Attributes:
        metrics: A list, or an expression that gives one, of `{type, name, value, tags}`; `type` is `counter`, `gauge`
            or `timer`, whose value is a duration.
    """

    quick: ClassVar[bool] = True

    metrics: Any

    def run(self, context: RunContext) -> Outputs | None:
        """Renders the list and adds each."""
        metrics = context.render(self.metrics, typed=True)
        if not isinstance(metrics, list):
            raise TaskError("`metrics` must be a list of maps with `type`, `name` and `value`.")
        for metric in metrics:
            _add(metric, context)
        return None


def _add(metric: Any, context: RunContext) -> None:
    if not isinstance(metric, dict) or not {"type", "name", "value"} <= set(metric):
        raise TaskError("A metric is a map with `type`, `name` and `value`.")
    name, kind, tags = str(metric["name"]), str(metric["type"]).lower(), metric.get("tags") or {}
    texts = {str(key): str(value) for key, value in tags.items()}
    try:
        if kind == "timer":
            context.time(name, _seconds(metric["value"]), **texts)
        elif kind in ("counter", "gauge"):
            (context.count if kind == "counter" else context.gauge)(name, float(metric["value"]), **texts)
        else:
            raise TaskError(f"Metric '{name}' has the type `{kind}`; write counter, gauge or timer.")
    except (ValueError, TypeError) as error:
        raise TaskError(f"The value of metric '{name}' is no {kind}: {error}.") from error


def _seconds(value: Any) -> float:
    return parse_duration(value).total_seconds()
