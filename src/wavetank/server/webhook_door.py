"""What the doors for webhooks share: their paths, and how a request is read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, PlainTextResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from wavetank.abc.event_source import CalledTrigger
    from wavetank.model.event import Event

LARGEST_BODY = 16 * 1024 * 1024
# With and without the tenant.
_PATHS = ("/api/v1/main/executions/webhook/", "/api/v1/executions/webhook/")
_PLACES = 3
_METHODS = ("GET", "HEAD", "POST", "PUT")


class WebhookDoor(ABC):
    """
    The webhook routes of Kestra's REST API (language reference, section 8.4).

    It is an ASGI application: two prefixes need no router, which would cost each event a tenth of its way to the disk.
    """

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
        return await self.call(scope, receive, *places)

    @abstractmethod
    async def call(self, scope: Scope, receive: Receive, namespace: str, flow_id: str, key: str) -> Response:
        """Answers a request for a webhook, if there is one with this key."""


def event_of(trigger: CalledTrigger, scope: Scope, body: bytes, identity: str) -> Event:
    """Returns the event of a request; `identity` is what it is known by if the sender does not say so."""
    headers, query = headers_of(scope), scope["query_string"].decode("latin-1")
    given = next(iter(headers.get("idempotency-key", ())), "")
    return trigger.decode(body, headers, parse_qs(query, keep_blank_values=True) if query else {}, given or identity)


def _places(path: str) -> list[str] | None:
    """Returns namespace, flow and key of the path of a webhook; None for another path."""
    prefix = next((each for each in _PATHS if path.startswith(each)), None)
    places = path[len(prefix) :].split("/") if prefix is not None else []
    return places if len(places) == _PLACES and all(places) else None


async def body_of(receive: Receive) -> bytes | None:
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


def headers_of(scope: Scope) -> dict[str, list[str]]:
    """Returns the headers of a request, their names in lower case."""
    gathered: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        gathered.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return gathered


def refusal(scope: Scope, status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Returns an answer that takes nothing on, in the shape of Kestra's REST API."""
    body = {"message": message, "path": scope["path"].rpartition("/")[0], "status": status}
    return JSONResponse(body, status_code=status, headers=headers)
