from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, PlainTextResponse, Response

from wavetank.abc.event_source import CalledTrigger
from wavetank.core.execution_state import ExecutionState
from wavetank.model.event import Outcome, Verdict
from wavetank.pebble.json_text import json_text
from wavetank.server.execution_json import execution_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from wavetank.engine.runtime import Runtime
    from wavetank.engine.watch import Watch

LARGEST_BODY = 16 * 1024 * 1024
# With and without the tenant.
_PATHS = ("/api/v1/main/executions/webhook/", "/api/v1/executions/webhook/")
_PLACES = 3
_METHODS = ("GET", "HEAD", "POST", "PUT")


class Webhooks:
    """
    The webhook routes of Kestra's REST API (language reference, section 8.4).

    A request is answered when its execution is on disk: 200 with the execution, 204 when a condition is false, 404
    when flow or key are unknown, 409 when the flow is disabled, 413 and 422 when the body cannot be taken, 503 when the
    home cannot be written: then nothing is taken on, and the call may be made again.

    A trigger may ask that the answer waits for the end of the execution; it may then be the outputs of the flow.

    It is an ASGI application: two prefixes need no router, which would cost each event a tenth of its way to the disk.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        response = await self._response(scope, receive)
        await response(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive) -> Response:
        places = _places(scope["path"])
        if places is None:
            return PlainTextResponse("Not Found", status_code=404)
        if scope["method"] not in _METHODS:
            return PlainTextResponse("Method Not Allowed", status_code=405, headers={"Allow": ", ".join(_METHODS)})
        return await self._call(scope, receive, *places)

    async def _call(self, scope: Scope, receive: Receive, namespace: str, flow_id: str, key: str) -> Response:
        flow = self._runtime.flows.get(f"{namespace}.{flow_id}")
        if flow is None:
            return _refusal(scope, 404, "Flow not found")
        if flow.disabled:
            return _refusal(scope, 409, "Flow is disabled")
        watch = self._runtime.supervisor.called(flow.key, key)
        if watch is None:
            return _refusal(scope, 404, "Webhook not found")
        trouble = self._runtime.journal.trouble
        if trouble:
            return _refusal(scope, 503, f"The event cannot be kept at present. {trouble}", {"Retry-After": "1"})
        body = await _body(receive)
        if body is None:
            return _refusal(scope, 413, f"The body is larger than {LARGEST_BODY} bytes")
        return await self._receive(scope, watch, body)

    async def _receive(self, scope: Scope, watch: Watch, body: bytes) -> Response:
        trigger = watch.trigger
        assert isinstance(trigger, CalledTrigger)  # noqa: S101 - only these have a key
        headers, query = _headers(scope), scope["query_string"].decode("latin-1")
        identity = next(iter(headers.get("idempotency-key", ())), "") or self._runtime.surroundings.ids()
        parameters = parse_qs(query, keep_blank_values=True) if query else {}
        event = trigger.decode(body, headers, parameters, identity)
        (verdict,) = await self._runtime.intake.receive(watch.flow, trigger, [event])
        return await self._answer(scope, verdict, trigger)

    async def _answer(self, scope: Scope, verdict: Verdict, trigger: CalledTrigger) -> Response:
        if verdict.outcome is Outcome.REJECTED:
            return Response(status_code=204)
        if verdict.execution_id is None:
            return _refusal(scope, 422, verdict.reason)
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


def _places(path: str) -> list[str] | None:
    """Returns namespace, flow and key of the path of a webhook; None for another path."""
    prefix = next((each for each in _PATHS if path.startswith(each)), None)
    places = path[len(prefix) :].split("/") if prefix is not None else []
    return places if len(places) == _PLACES and all(places) else None


async def _body(receive: Receive) -> bytes | None:
    """Returns the body, or None when it is too large, or does not come to its end."""
    pieces, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if size > LARGEST_BODY:
            return None
        pieces.append(piece)
        more = message.get("more_body", False)
    return b"".join(pieces)


def _headers(scope: Scope) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        gathered.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return gathered


def _refusal(scope: Scope, status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    body = {"message": message, "path": scope["path"].rpartition("/")[0], "status": status}
    return JSONResponse(body, status_code=status, headers=headers)
