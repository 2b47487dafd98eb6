from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, PlainTextResponse, Response

from wavetank.core.execution_state import ExecutionState
from wavetank.engine.execution_context import ExecutionContext
from wavetank.errors import WavetankError
from wavetank.model.event import Outcome, Verdict
from wavetank.pebble.json_text import json_text
from wavetank.server.execution_json import execution_json
from wavetank.server.webhook_door import refusal

if TYPE_CHECKING:
    from starlette.types import Scope

    from wavetank.abc.event_source import CalledTrigger
    from wavetank.engine.runtime import Runtime


class WebhookAnswers:
    """What calls of webhooks are answered, by what became of their events: see Webhooks."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def of(self, scope: Scope, verdict: Verdict, trigger: CalledTrigger) -> Response:
        """Returns the answer to a request, once its execution has ended if the trigger waits for that."""
        if verdict.outcome is Outcome.REJECTED:
            return Response(status_code=204)
        if verdict.execution_id is None:
            return refusal(scope, 422, verdict.reason)
        if not trigger.waits:
            state = self._state(verdict.execution_id)
            return JSONResponse(execution_json(state.created, state.history[:1]))
        await self._runtime.conductor.ended(verdict.execution_id)
        try:
            status = trigger.reply_status(partial(self._rendered, verdict.execution_id))
        except (WavetankError, ValueError) as error:
            return refusal(scope, 500, f"`responseCode` is no status: {error}")
        return _end(self._state(verdict.execution_id), trigger.reply_type, status)

    def _rendered(self, execution_id: str, text: str) -> str:
        context = ExecutionContext(self._runtime.surroundings, self._runtime.archive.folded(execution_id))
        return str(context.render(text))

    def _state(self, execution_id: str) -> ExecutionState:
        live = self._runtime.conductor.live.get(execution_id)
        if live is not None:
            return live.progress.state
        return ExecutionState.of(self._runtime.surroundings.store.records(execution_id))


def _end(state: ExecutionState, media_type: str, status: int) -> Response:
    outputs = state.outputs or {}
    if media_type == "text/plain":
        (value,) = outputs.values() if len(outputs) == 1 else (outputs,)
        return PlainTextResponse(value if isinstance(value, str) else json_text(value), status)
    return JSONResponse(outputs if media_type else execution_json(state.created, state.history), status)
