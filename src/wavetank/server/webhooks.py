from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.event_source import CalledTrigger
from wavetank.server.webhook_answers import WebhookAnswers
from wavetank.server.webhook_door import LARGEST_BODY, WebhookDoor, body_of, event_of, refusal

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Receive, Scope

    from wavetank.engine.runtime import Runtime
    from wavetank.engine.watch import Watch


_FULL = "Too many executions have not ended; the call may be made again when some have."


class Webhooks(WebhookDoor):
    """
    The webhooks of an engine that listens itself.

    A request is answered when its execution is on disk: 200 with the execution, 204 when a condition is false, 404
    when flow or key are unknown, 409 when the flow is disabled, 413 and 422 when the body cannot be taken, 503 when the
    home cannot be written: then nothing is taken on, and the call may be made again.

    A trigger may ask that the answer waits for the end of the execution; it may then be the outputs of the flow, with
    a status of its own.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._answers = WebhookAnswers(runtime)

    async def call(self, scope: Scope, receive: Receive, namespace: str, flow_id: str, key: str) -> Response:  # noqa: D102
        flow = self._runtime.flows.get(f"{namespace}.{flow_id}")
        if flow is None:
            return refusal(scope, 404, "Flow not found")
        if flow.disabled:
            return refusal(scope, 409, "Flow is disabled")
        watch = self._runtime.supervisor.called(flow.key, key)
        if watch is None:
            return refusal(scope, 404, "Webhook not found")
        trouble = self._runtime.journal.trouble or (_FULL if self._runtime.conductor.full else "")
        if trouble:
            return refusal(scope, 503, f"The event cannot be kept at present. {trouble}", {"Retry-After": "1"})
        body = await body_of(receive)
        if body is None:
            return refusal(scope, 413, f"The body is larger than {LARGEST_BODY} bytes")
        return await self._receive(scope, watch, body)

    async def _receive(self, scope: Scope, watch: Watch, body: bytes) -> Response:
        trigger = watch.trigger
        assert isinstance(trigger, CalledTrigger)  # noqa: S101 - only these have a key
        event = event_of(trigger, scope, body, self._runtime.surroundings.ids())
        (verdict,) = await self._runtime.intake.receive(watch.flow, trigger, [event])
        return await self._answers.of(scope, verdict, trigger)
