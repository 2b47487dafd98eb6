from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wavetank.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 10.0
_FIRST_BAD = 400


def http_call(request: Mapping[str, Any]) -> object:
    """
    Returns the body of an HTTP answer: parsed if it is JSON, else its text.

    Args:
        request: `uri` and `method`; `query`, `headers`, `body`, `contentType` and `accept` as far as they are given.

    Raises:
        ExpressionError: The server does not answer within ten seconds, or answers with a failing status; or this is the
            engine's loop, which must not wait for the network.
    """
    if _on_a_loop():
        raise ExpressionError(
            "http() cannot be called here: conditions, inputs of events, and what blocks are asked, "
            "must not wait for the network.",
            remedy="Call it in a task before, as debug.Return, and read that task's output.",
        )
    # Loaded when it is first needed: it costs a tenth of a second.
    httpx: Any = import_module("httpx")
    try:
        answer = httpx.request(request["method"], request["uri"], timeout=_SECONDS, **_arguments(request))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ExpressionError(f"http('{request['uri']}') got no answer: {error}.") from error
    if answer.status_code >= _FIRST_BAD:
        raise ExpressionError(f"http('{request['uri']}') was answered with status {answer.status_code}.")
    return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text


def _on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _arguments(request: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Accept": str(request.get("accept", "application/json"))}
    headers |= {str(name): str(value) for name, value in (request.get("headers") or {}).items()}
    arguments: dict[str, Any] = {"headers": headers, "params": request.get("query")}
    body = request.get("body")
    if isinstance(body, dict | list):
        arguments["json"] = body
    elif body is not None:
        headers.setdefault("Content-Type", str(request.get("contentType", "application/json")))
        arguments["content"] = str(body)
    return arguments
