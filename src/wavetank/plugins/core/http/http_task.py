from __future__ import annotations

from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import httpx

from wavetank.errors import TaskError
from wavetank.model.level import Level
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.pebble.json_text import json_text
from wavetank.plugins.core.http.client import client_of
from wavetank.plugins.core.http.form import field_text, parts_of
from wavetank.plugins.core.http.http_call import HttpCall
from wavetank.plugins.core.http.options import LoggedPart, Options
from wavetank.plugins.core.resolved import mapped, resolved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from wavetank.abc.runnable_task import RunContext

_MULTIPART = "multipart/form-data"
_JSON = "application/json"
_FAILING = 400
_SHOWN = 1000


class HttpTask(HttpCall, Task):
    """
    What the tasks that send an HTTP request have (language reference, section 7.3).

    Attributes:
        allow_failed: As `options.allowFailed`.
    """

    allow_failed: Property[bool] | None = None

    @asynccontextmanager
    async def answered(self, context: RunContext) -> AsyncIterator[httpx.Response]:
        """
        Sends the request; gives the answer, of which the body is still to be read.

        Raises:
            TaskError: There is no answer, or its status is not accepted.
        """
        options = self.options or Options()
        auth, trust = self.auth or options.auth, self.ssl_options or options.ssl
        async with await client_of(context, options, auth, trust) as client:
            with ExitStack() as opened:
                request = await self._request(client, context, opened)
                _log_request(context, options, request)
                try:
                    response = await client.send(request, stream=True)
                    try:
                        await self._accept(context, options, response)
                        yield response
                    finally:
                        await response.aclose()
                except httpx.HTTPError as error:
                    reason = str(error) or type(error).__name__
                    raise TaskError(f"{request.method} {_shown(request.url)} has no answer: {reason}.") from error

    async def _request(self, client: httpx.AsyncClient, context: RunContext, opened: ExitStack) -> httpx.Request:
        headers = {name: field_text(value) for name, value in self._map(self.headers, context, "headers").items()}
        params = self._map(self.params, context, "params")
        content = await self._content(context, headers, opened)
        method, uri = context.render(self.method).upper(), context.render(self.uri)
        try:
            url = httpx.URL(uri)
            return client.build_request(
                method, url.copy_merge_params(params) if params else url, headers=headers, **content
            )
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise TaskError(f"`{uri}` cannot be requested: {error}.") from error

    async def _content(self, context: RunContext, headers: dict[str, str], opened: ExitStack) -> dict[str, Any]:
        kind = context.render(self.content_type or "")
        if self.form_data is not None:
            form = self._map(self.form_data, context, "formData")
            if kind.startswith(_MULTIPART):
                return {"files": await anyio.to_thread.run_sync(parts_of, form, context, opened)}
            if kind:
                headers.setdefault("Content-Type", kind)
            return {"data": {name: field_text(value) for name, value in form.items()}}
        if self.body is None:
            if kind:
                headers.setdefault("Content-Type", kind)
            return {}
        body = context.render(self.body)
        headers.setdefault("Content-Type", kind or _JSON)
        return {"content": (body if isinstance(body, str) else json_text(body)).encode()}

    def _map(self, written: Any, context: RunContext, name: str) -> dict[str, Any]:
        return {} if written is None else mapped(written, context, name)

    async def _accept(self, context: RunContext, options: Options, response: httpx.Response) -> None:
        if LoggedPart.RESPONSE_HEADERS in options.logs:
            context.log(Level.DEBUG, f"response headers: {json_text(headers_of(response))}")
        allowed = resolved(options.allowed_response_codes, context, [])
        fails = response.status_code not in allowed if allowed else response.status_code >= _FAILING
        if not fails or resolved(self.allow_failed or options.allow_failed, context, default=False):
            return
        await response.aread()
        body = response.content[:_SHOWN].decode(errors="replace")
        raise TaskError(
            f"{response.request.method} {_shown(response.url)} was answered with the code {response.status_code} "
            f"({response.reason_phrase}){f' and the body: {body}' if body else ''}."
        )


def headers_of(response: httpx.Response) -> dict[str, list[str]]:
    """Returns the headers of an answer, by their names as they were received."""
    found: dict[str, list[str]] = {}
    for name, value in response.headers.raw:
        found.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return found


def _log_request(context: RunContext, options: Options, request: httpx.Request) -> None:
    if LoggedPart.REQUEST_HEADERS in options.logs:
        context.log(Level.DEBUG, f"request headers: {json_text(dict(request.headers))}")
    if LoggedPart.REQUEST_BODY in options.logs and not request.headers.get("content-type", "").startswith(_MULTIPART):
        context.log(Level.DEBUG, f"request body: {request.content.decode(errors='replace')}")


def _shown(url: httpx.URL) -> str:
    """The address without name and password."""
    return str(url.copy_with(userinfo=b""))
