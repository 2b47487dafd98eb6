from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from wavetank.abc.event_source import CalledTrigger
from wavetank.core.execution_state import ExecutionState
from wavetank.model.event import Outcome, Verdict
from wavetank.pebble.json_text import json_text
from wavetank.server.execution_json import execution_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wavetank.engine.runtime import Runtime
    from wavetank.engine.watch import Watch

LARGEST_BODY = 16 * 1024 * 1024
_PATHS = ("/api/v1/main/executions/webhook", "/api/v1/executions/webhook")


class Webhooks:
    """
    The webhook routes of Kestra's REST API (language reference, section 8.4).

    A request is answered when its execution is on disk: 200 with the execution, 204 when a condition is false, 404
    when flow or key are unknown, 409 when the flow is disabled, 413 and 422 when the body cannot be taken, 503 when the
    home cannot be written: then nothing is taken on, and the call may be made again.

    A trigger may ask that the answer waits for the end of the execution; it may then be the outputs of the flow.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def routes(self) -> list[Route]:
        """Returns the routes, with and without the tenant."""
        methods = ["GET", "POST", "PUT"]
        return [Route(f"{path}/{{namespace}}/{{flow_id}}/{{key}}", self.call, methods=methods) for path in _PATHS]

    async def call(self, request: Request) -> Response:
        """Answers one request."""
        places = request.path_params
        flow = self._runtime.flows.get(f"{places['namespace']}.{places['flow_id']}")
        if flow is None:
            return _refusal(request, 404, "Flow not found")
        if flow.disabled:
            return _refusal(request, 409, "Flow is disabled")
        watch = self._runtime.supervisor.called(flow.key, places["key"])
        if watch is None:
            return _refusal(request, 404, "Webhook not found")
        trouble = self._runtime.journal.trouble
        if trouble:
            return _refusal(request, 503, f"The event cannot be kept at present. {trouble}", {"Retry-After": "1"})
        body = await _body(request)
        if body is None:
            return _refusal(request, 413, f"The body is larger than {LARGEST_BODY} bytes")
        return await self._receive(request, watch, body)

    async def _receive(self, request: Request, watch: Watch, body: bytes) -> Response:
        trigger = watch.trigger
        assert isinstance(trigger, CalledTrigger)  # noqa: S101 - only these have a key
        identity = request.headers.get("idempotency-key") or self._runtime.surroundings.ids()
        event = trigger.decode(
            body, _many(request.headers.items()), _many(request.query_params.multi_items()), identity
        )
        (verdict,) = await self._runtime.intake.receive(watch.flow, trigger, [event])
        return await self._answer(request, verdict, trigger)

    async def _answer(self, request: Request, verdict: Verdict, trigger: CalledTrigger) -> Response:
        if verdict.outcome is Outcome.REJECTED:
            return Response(status_code=204)
        if verdict.execution_id is None:
            return _refusal(request, 422, verdict.reason)
        if not trigger.waits:
            state = self._state(verdict.execution_id)
            return JSONResponse(execution_json(state.created, state.history[:1]))
        await self._runtime.conductor.ended(verdict.execution_id)
        return _end(self._state(verdict.execution_id), trigger.reply_type)

    def _state(self, execution_id: str) -> ExecutionState:
        live = self._runtime.conductor.live.get(execution_id)
        if live is not None:
            return live.progress.state
        return ExecutionState.of(self._runtime.surroundings.store.records(execution_id))


def _end(state: ExecutionState, media_type: str) -> Response:
    outputs = state.outputs or {}
    if media_type == "text/plain":
        (value,) = outputs.values() if len(outputs) == 1 else (outputs,)
        return PlainTextResponse(value if isinstance(value, str) else json_text(value))
    return JSONResponse(outputs if media_type else execution_json(state.created, state.history))


async def _body(request: Request) -> bytes | None:
    """Returns the body, or None when it is too large."""
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > LARGEST_BODY:
                return None
            pieces.append(piece)
    except ClientDisconnect:
        return None
    return b"".join(pieces)


def _many(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for name, value in pairs:
        gathered.setdefault(name, []).append(value)
    return gathered


def _refusal(request: Request, status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    body = {"message": message, "path": request.url.path.rpartition("/")[0], "status": status}
    return JSONResponse(body, status_code=status, headers=headers)
