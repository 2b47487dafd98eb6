"""Those who call a webhook: real connections, kept open, from threads of the test's process."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    content: Any


def call(url: str, body: Any = None, *, method: str = "POST", headers: Mapping[str, str] | None = None) -> Answer:
    """Sends one request."""
    with closing(_connection(url)) as connection:
        return _send(connection, url, body, method, headers or {})


def call_all(url: str, bodies: Sequence[Any], callers: int = 8) -> list[Answer]:
    """Posts each body once, from several callers at a time; returns the answers."""
    with ThreadPoolExecutor(callers) as pool:
        shares = [bodies[number::callers] for number in range(callers)]
        return list(chain(*pool.map(lambda share: _call_in_turn(url, share), shares)))


def _call_in_turn(url: str, bodies: Sequence[Any]) -> list[Answer]:
    with closing(_connection(url)) as connection:
        return [_send(connection, url, body, "POST", {}) for body in bodies]


def _connection(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)


def _send(
    connection: http.client.HTTPConnection, url: str, body: Any, method: str, headers: Mapping[str, str]
) -> Answer:
    sent = None if body is None else json.dumps(body).encode()
    place = urlsplit(url)
    path = f"{place.path}?{place.query}" if place.query else place.path
    connection.request(method, path, sent, {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    content = response.read()
    return Answer(response.status, json.loads(content) if content else None)
