from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.pebble.functions.files import flow_namespace
from wavetank.pebble.kinds import text_of
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.values import java_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.pebble.scope import Scope


def secret(scope: Scope, key: str, namespace: str | None = None, subkey: str | None = None) -> str:
    """Returns a secret; whoever shows the result masks it."""
    renderer = scope.renderer
    value = renderer.services.secret(text_of(key, "secret"), namespace or flow_namespace(scope), subkey)
    if value:
        renderer.secrets.add(value)
    return value


def kv(scope: Scope, key: str, namespace: str | None = None, errorOnMissing: bool = True) -> object:  # noqa: N803
    """Returns a value of the key-value store with its type."""
    space = namespace or flow_namespace(scope)
    return scope.renderer.services.kv(text_of(key, "kv"), space, errorOnMissing is not False)


def error_logs(scope: Scope) -> list[dict[str, object]]:
    """Returns the errors that the execution has logged."""
    return scope.renderer.services.error_logs()


def http(
    scope: Scope,
    uri: str,
    method: str = "GET",
    query: Mapping[str, object] | None = None,
    body: object = None,
    contentType: str = "application/json",  # noqa: N803 - Kestra's names
    headers: Mapping[str, object] | None = None,
    options: Mapping[str, object] | None = None,
    accept: str = "application/json",
) -> object:
    """Returns the parsed body of an HTTP answer; a failing status is an error."""
    request = {
        "uri": text_of(uri, "http"),
        "method": text_of(method, "http"),
        "contentType": contentType,
        "accept": accept,
        "query": query,
        "body": body,
        "headers": headers,
        "options": options,
    }
    return scope.renderer.services.http({name: value for name, value in request.items() if value is not None})


def env(scope: Scope, name: str, default: object = None) -> object:
    """Returns an environment variable that flows may see, or the default if it is missing or empty."""
    envs = scope.variables.get("envs")
    value = envs.get(text_of(name, "env")) if isinstance(envs, dict) else None
    if value not in (None, ""):
        return value
    if default is None:
        cause = f"The environment variable '{java_text(name)}' is not set."
        raise RefusedError(cause, "Give a default as the second argument.")
    return default
