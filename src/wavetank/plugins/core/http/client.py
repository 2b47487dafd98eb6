from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import httpx

from wavetank.errors import TaskError
from wavetank.plugins.core.http.options import AuthType, Options, ProxyType
from wavetank.plugins.core.resolved import resolved

if TYPE_CHECKING:
    import ssl
    from datetime import timedelta

    from wavetank.abc.runnable_task import RunContext
    from wavetank.model.property import Property
    from wavetank.plugins.core.http.options import Auth, Ssl

_LONGEST = 300.0


async def client_of(context: RunContext, options: Options, auth: Auth | None, trust: Ssl | None) -> httpx.AsyncClient:
    """
    Returns a client that sends requests as the options say.

    Raises:
        TaskError: They ask for what cannot be done.
    """
    insecure = trust is not None and resolved(trust.insecure_trust_all_certificates, context, default=False)
    return httpx.AsyncClient(
        # Reading the trusted certificates takes tens of milliseconds.
        verify=await anyio.to_thread.run_sync(_trusted, not insecure),
        follow_redirects=resolved(options.follow_redirects, context, default=True),
        timeout=_timeout(context, options),
        proxy=_proxy(context, options),
        auth=_auth(context, options, auth),
        headers={"User-Agent": "wavetank"},
    )


@functools.cache
def _trusted(checked: bool) -> ssl.SSLContext:
    return httpx.create_ssl_context(verify=checked)


def _timeout(context: RunContext, options: Options) -> httpx.Timeout:
    present = options.timeout
    connect = options.connect_timeout if present is None else present.connect_timeout
    former = options.read_timeout or options.read_idle_timeout
    read = former if present is None else present.read_idle_timeout
    return httpx.Timeout(_LONGEST, connect=_seconds(context, connect), read=_seconds(context, read))


def _seconds(context: RunContext, written: Property[timedelta] | None) -> float:
    limit = context.resolve_or(written, None)
    return _LONGEST if limit is None else limit.total_seconds()


def _proxy(context: RunContext, options: Options) -> httpx.Proxy | None:
    present = options.proxy
    kind = resolved(options.proxy_type if present is None else present.type, context, ProxyType.HTTP)
    address = resolved(options.proxy_address if present is None else present.address, context, "")
    if not address or kind is ProxyType.DIRECT:
        return None
    if kind is ProxyType.SOCKS:
        raise TaskError("A proxy of the type SOCKS cannot be used here.", remedy="Use one of the type HTTP.")
    port = resolved(options.proxy_port if present is None else present.port, context, 80)
    user = resolved(options.proxy_username if present is None else present.username, context, "")
    password = resolved(options.proxy_password if present is None else present.password, context, "")
    return httpx.Proxy(f"http://{address}:{port}", auth=(user, password) if user else None)


def _auth(context: RunContext, options: Options, auth: Auth | None) -> httpx.Auth | None:
    if auth is None:
        user = resolved(options.basic_auth_user, context, "")
        return httpx.BasicAuth(user, resolved(options.basic_auth_password, context, "")) if user else None
    kind = context.resolve(auth.type)
    if kind is AuthType.BEARER:
        return _Bearer(resolved(auth.token, context, ""))
    known = resolved(auth.username, context, ""), resolved(auth.password, context, "")
    return httpx.DigestAuth(*known) if kind is AuthType.DIGEST else httpx.BasicAuth(*known)


class _Bearer(httpx.Auth):
    """Sends a token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request
