from __future__ import annotations

import json
from typing import Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.labels import SYSTEM_PREFIX, read_labels
from wavetank.model.task import Task


class Labels(Task, RunnableTask):
    """Gives the execution labels; each takes the place of one with the same key (language reference, section 7.2)."""

    quick: ClassVar[bool] = True
    steers: ClassVar[bool] = True

    labels: Any

    def run(self, context: RunContext) -> Outputs | None:
        """Renders the labels, written as a map, a list, or a text of JSON, and sets them."""
        labels = _read(context.render(self.labels))
        reserved = [key for key in labels if key.startswith(SYSTEM_PREFIX)]
        if reserved:
            raise TaskError(f"System labels can only be set by Kestra itself, offending label: {reserved[0]}")
        context.set_labels(labels)
        return None


def _read(rendered: Any) -> dict[str, str]:
    try:
        return read_labels(_parsed(rendered) if isinstance(rendered, str) else rendered)
    except ValueError as error:
        raise TaskError(f"`labels`: {error}") from error


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise TaskError(f"`labels` is a text, but no JSON: {text[:80]}") from None
