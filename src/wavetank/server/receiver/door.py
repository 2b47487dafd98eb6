from __future__ import annotations

import asyncio
import hmac
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from wavetank.errors import StoreError
from wavetank.ids import new_id
from wavetank.model.records import ExecutionCreated, TriggerInfo
from wavetank.model.state import State
from wavetank.model.task_run import Change
from wavetank.server.execution_json import execution_json
from wavetank.server.receiver.inbox import Letter
from wavetank.server.receiver.remote_context import keepable
from wavetank.server.webhook_door import LARGEST_BODY, WebhookDoor, body_of, event_of, headers_of, refusal

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Receive, Scope

    from wavetank.model.event import Event
    from wavetank.server.receiver.messages import FlowHooks, Hook, Hooks
    from wavetank.server.receiver.post import Post

# A sender that wants no more than a receipt does not wait for a cell that holds Python's lock.
_JUDGED_WITHIN_SECONDS = 0.5
_EARLIER = "SELECT execution_id FROM identities WHERE namespace = ? AND flow_id = ? AND trigger_id = ? AND identity = ?"


class ReceiverDoor(WebhookDoor):
    """
    The webhooks of a receiver: a request is answered when its event lies in the inbox.

    Where nothing can keep the event from making its execution, the answer names that, whenever the engine gets to it.
    Else, and where the trigger waits, the engine answers; if it has no time for that, the answer is 202, with the
    execution that the event will make if it makes one.

    Args:
        post: Keeps events.
        history: The file of the history: what a sender's key was used for before stands there.
    """

    def __init__(self, post: Post, history: Path) -> None:
        self._post = post
        self._history = history
        self._flows: dict[str, FlowHooks] = {}

    def take(self, hooks: Hooks) -> None:
        """Takes note of what has changed of the webhooks that may be called."""
        gone = [key for key, flow in hooks.flows.items() if flow is None]
        self._flows |= {key: flow for key, flow in hooks.flows.items() if flow is not None}
        for key in gone:
            self._flows.pop(key, None)

    async def call(self, scope: Scope, receive: Receive, namespace: str, flow_id: str, key: str) -> Response:  # noqa: D102
        flow = self._flows.get(f"{namespace}.{flow_id}")
        if flow is None:
            return refusal(scope, 404, "Flow not found")
        if flow.disabled:
            return refusal(scope, 409, "Flow is disabled")
        hook = _hook(flow, key)
        if hook is None:
            return refusal(scope, 404, "Webhook not found")
        body = await body_of(receive)
        if body is None:
            return refusal(scope, 413, f"The body is larger than {LARGEST_BODY} bytes")
        return await self._receive(scope, hook, body)

    async def _receive(self, scope: Scope, hook: Hook, body: bytes) -> Response:
        key = next(iter(headers_of(scope).get("idempotency-key", ())), "")
        event = keepable(event_of(hook.trigger, scope, body, new_id()))
        try:
            (made,) = await asyncio.wrap_future(self._post.keep([Letter(hook.flow, hook.trigger.id, event)]))
        except StoreError as error:
            return refusal(scope, 503, f"The event cannot be kept at present. {error}", {"Retry-After": "1"})
        if key:
            # Asked last: what the engine has just taken from the inbox stands in the history by now.
            made = self._made_before(hook, key) or made
        if hook.trigger.waits or hook.judged or event.fault:
            return await self._answered(scope, hook, event, made)
        return JSONResponse(_promised(hook, event, made))

    async def _answered(self, scope: Scope, hook: Hook, event: Event, made: str) -> Response:
        within = None if hook.trigger.waits else _JUDGED_WITHIN_SECONDS
        place = (hook.flow, hook.trigger.id, event.identities[0], scope["path"])
        reply = await self._post.reply(*place, within=within)
        if reply is None:
            return JSONResponse(_promised(hook, event, made), 202)
        return Response(reply.body, reply.status, media_type=reply.media_type)

    def _made_before(self, hook: Hook, key: str) -> str | None:
        namespace, _, flow_id = hook.flow.rpartition(".")
        try:
            address = f"{self._history.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as connection:
                row = connection.execute(_EARLIER, (namespace, flow_id, hook.trigger.id, key)).fetchone()
        except sqlite3.Error:
            # The engine finds out, too.
            return None
        return str(row[0]) if row else None


def _hook(flow: FlowHooks, key: str) -> Hook | None:
    found = None
    for hook in flow.hooks:
        if hmac.compare_digest(hook.key.encode(), key.encode()):
            found = hook
    return found


def _promised(hook: Hook, event: Event, execution_id: str) -> dict[str, object]:
    namespace, _, flow_id = hook.flow.rpartition(".")
    now = datetime.now(UTC)
    created = ExecutionCreated(
        at=now,
        id=execution_id,
        namespace=namespace,
        flow_id=flow_id,
        flow_revision=hook.revision,
        trigger=TriggerInfo(hook.trigger.id, hook.trigger.type, event.variables),
    )
    return execution_json(created, [Change(State.CREATED, now)])
