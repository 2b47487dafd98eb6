from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio.to_thread

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError, WavetankError
from wavetank.model.level import Level
from wavetank.model.property import Property  # noqa: TC001 - pydantic reads it
from wavetank.pebble.json_text import json_text
from wavetank.plugins.core.http.event_stream import EventStream
from wavetank.plugins.core.http.http_task import HttpTask
from wavetank.plugins.core.http.options import Options
from wavetank.plugins.core.resolved import resolved

if TYPE_CHECKING:
    import httpx

_LARGEST = 10 << 20


class SseRequest(HttpTask, RunnableTask):
    """
    Reads a stream of server-sent events to its end (language reference, section 16).

    Outputs: `uri`, `size` (how many events), and `events`, or `result` where the texts of an expression are joined.

    Attributes:
        concat_jq_expression: What it gives for each event, a text, a number or a boolean, is joined to `result`.
        failed_on_missing_jq: Whether an event for which it gives nothing else fails the task; it does by default.
    """

    concat_jq_expression: Property[str] | None = None
    failed_on_missing_jq: Property[bool] | None = None

    async def run(self, context: RunContext) -> Outputs | None:
        """Sends the request, and reads on until the server ends the stream."""
        options = self.options or Options()
        async with self.answered(context) as response:
            events = await _events(response, resolved(options.max_content_length, context, _LARGEST))
        context.count("size", len(events))
        outputs = {"uri": context.render(self.uri), "size": len(events)}
        if self.concat_jq_expression is None:
            return {**outputs, "events": events}
        texts = await anyio.to_thread.run_sync(self._texts, context.for_thread(), events)
        return {**outputs, "result": "".join(texts)} if texts else {**outputs, "events": events}

    def _texts(self, context: RunContext, events: list[dict[str, Any]]) -> list[str]:
        assert self.concat_jq_expression is not None  # noqa: S101 - whoever calls looked
        expression = context.resolve(self.concat_jq_expression)
        strict = resolved(self.failed_on_missing_jq, context, default=True)
        return [text for event in events if (text := self._text(context, expression, event, strict=strict)) is not None]

    def _text(self, context: RunContext, expression: str, event: dict[str, Any], *, strict: bool) -> str | None:
        try:
            found = context.render("{{ event | jq(expression) }}", typed=True, extra=_seen(event, expression))
            if found and isinstance(found[-1], str | int | float):
                return found[-1] if isinstance(found[-1], str) else json_text(found[-1])
            reason = "it gives no text"
        except WavetankError as error:
            reason = error.cause
        if strict:
            raise TaskError(f"`concatJqExpression` gives nothing for the event {json_text(event)}: {reason}.")
        context.log(Level.DEBUG, f"The event {json_text(event)} is left out: {reason}.")
        return None


def _seen(event: dict[str, Any], expression: str) -> dict[str, Any]:
    return {"event": event, "expression": expression}


async def _events(response: httpx.Response, limit: int) -> list[dict[str, Any]]:
    stream, events, size = EventStream(), [], 0
    async for line in response.aiter_lines():
        size += len(line) + 1
        if size > limit:
            raise TaskError(
                f"The stream has more than {limit:,} bytes.",
                remedy="Give `options.maxContentLength`, or ask for a part of it.",
            )
        event = stream.take(line)
        if event is not None:
            events.append(event)
    return events
