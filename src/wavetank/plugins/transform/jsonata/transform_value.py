from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wavetank.errors import TaskError
from wavetank.plugins.transform.jsonata.transformation import Transformation

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import Outputs, RunContext


class TransformValue(Transformation):
    """Evaluates JSONata on a JSON text; the output is `value`."""

    def run(self, context: RunContext) -> Outputs | None:
        """Reads the text, and evaluates once."""
        program, text = self.program(context), context.render(self.source)
        try:
            value = json.loads(text)
        except ValueError as error:
            raise TaskError(f"`from` is no JSON: {error}.") from error
        return {"value": program.evaluate(value)}
