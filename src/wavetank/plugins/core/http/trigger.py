from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from wavetank.abc.event_source import Poll, PollingTrigger, SourceContext
from wavetank.core.file_uri import file_uri
from wavetank.errors import SourceError, TaskError
from wavetank.model import trigger as model
from wavetank.model.event import Event
from wavetank.model.part import Duration
from wavetank.model.property import Property
from wavetank.pebble import truthy
from wavetank.plugins.core.http.http_call import HttpCall
from wavetank.plugins.core.http.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import BinaryIO

_ALLOWED = Property(written=True, adapter=TypeAdapter(bool), kind=bool)
_SHAPE = 'an HTTP trigger takes the answer of a request: {"code": 200, "body": "…", "headers": {"Date": ["…"]}}'


class HttpPoll(Poll):
    """An answer for which the condition held; nothing is left to be done to its source."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def acknowledge(self) -> None:
        """Does nothing: a request is answered once."""


class Trigger(HttpCall, model.Trigger, PollingTrigger):
    """
    Sends a request from time to time, and fires on each answer for which a condition holds (reference, section 8.6).

    A status that says failure makes no poll fail; what cannot be reached does.

    Attributes:
        response_condition: Sees the answer as `response.statusCode`, `response.body` and `response.headers`.
    """

    interval: Duration = timedelta(seconds=60)
    response_condition: str = "{{ response.statusCode < 400 }}"
    encrypt_body: Property[bool] | None = None

    def poll(self, context: SourceContext) -> Poll | None:
        """Sends the request once."""
        given = {name: getattr(self, name) for name in (*HttpCall.model_fields, "encrypt_body")}
        request = Request.model_construct(id=self.id, type=self.type, **given, allow_failed=_ALLOWED)
        try:
            outputs = asyncio.run(_accepting(request, _RequestContext(context)))
        except TaskError as error:
            raise SourceError(error.cause, remedy=error.remedy) from error
        event = self._event(outputs, context)
        return HttpPoll(event) if event is not None else None

    def _event(self, outputs: dict[str, Any], context: SourceContext) -> Event | None:
        response = {"statusCode": outputs["code"], "body": outputs.get("body"), "headers": outputs["headers"]}
        if not truthy(context.render(self.response_condition, extra={"response": response})):
            return None
        execution_id = context.new_id()
        return Event(identities=(execution_id,), variables=outputs, execution_id=execution_id)

    def sample(self, now: datetime) -> dict[str, Any]:  # noqa: ARG002 - an answer has none of its own
        """Returns an answer with an empty body."""
        return {"code": 200, "body": {}}

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of a made-up answer; `code` is 200 if it is left out."""
        if not isinstance(sample, dict) or not set(sample) <= {"code", "body", "headers", "uri", "identity"}:
            raise ValueError(_SHAPE)
        identity = str(sample.get("identity") or context.new_id())
        answer = {"code": 200, "headers": {}, "body": None, "uri": context.render(self.uri)}
        outputs = answer | {name: value for name, value in sample.items() if name != "identity"}
        return Event(identities=(identity,), variables=outputs)


async def _accepting(request: Request, context: Any) -> dict[str, Any]:
    return await request.run(context) or {}


class _RequestContext:
    """What a request needs of a RunContext, for a trigger."""

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self.resolve = context.resolve
        self.resolve_or = context.resolve_or
        self.log = context.log
        self.encrypted = context.encrypted

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        return self._context.render(value, typed=typed, extra=extra)

    def open(self, uri: str) -> BinaryIO:
        return self._context.storage.open(file_uri(uri, self._context.namespace))
