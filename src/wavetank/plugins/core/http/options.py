from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from wavetank.model.part import Duration, Part
from wavetank.model.property import Property


class AuthType(StrEnum):
    """How a request says who sends it."""

    BASIC = "BASIC"
    BEARER = "BEARER"
    DIGEST = "DIGEST"


class ProxyType(StrEnum):
    """How a request reaches its server."""

    DIRECT = "DIRECT"
    HTTP = "HTTP"
    SOCKS = "SOCKS"


class LoggedPart(StrEnum):
    """What of a request is written to the log, at DEBUG."""

    REQUEST_HEADERS = "REQUEST_HEADERS"
    REQUEST_BODY = "REQUEST_BODY"
    RESPONSE_HEADERS = "RESPONSE_HEADERS"
    RESPONSE_BODY = "RESPONSE_BODY"


class Auth(Part):
    """Who sends a request: name and password for BASIC and DIGEST, a token for BEARER."""

    type: Property[AuthType]
    username: Property[str] | None = None
    password: Property[str] | None = None
    token: Property[str] | None = None


class Timeouts(Part):
    """How long a request may take to connect, and to wait for more of an answer."""

    connect_timeout: Property[Duration] | None = None
    read_idle_timeout: Property[Duration] | None = None


class Proxy(Part):
    """The server through which requests go."""

    type: Property[ProxyType] | None = None
    address: Property[str] | None = None
    port: Property[int] | None = None
    username: Property[str] | None = None
    password: Property[str] | None = None


class Ssl(Part):
    """Which certificates are trusted."""

    insecure_trust_all_certificates: Property[bool] | None = None


class Options(Part):
    """
    How a request is sent (language reference, section 7.3).

    Attributes:
        allow_failed: Whether a status of 400 and above is accepted.
        allowed_response_codes: If given, any other status fails, be it below 400 or not.
        max_content_length: The most bytes of an answer that http.Request takes.
        connection_pool_idle_timeout: Taken, and without effect: each task run has connections of its own.
        log_level: Formerly: how much of a request the server's own log held; taken, and without effect.
    """

    former: ClassVar[dict[str, str]] = {
        "connectTimeout": "timeout",
        "readIdleTimeout": "timeout",
        "readTimeout": "timeout",
        "basicAuthUser": "auth",
        "basicAuthPassword": "auth",
        "proxyType": "proxy",
        "proxyAddress": "proxy",
        "proxyPort": "proxy",
        "proxyUsername": "proxy",
        "proxyPassword": "proxy",
    }

    timeout: Timeouts | None = None
    proxy: Proxy | None = None
    auth: Auth | None = None
    ssl: Ssl | None = None
    follow_redirects: Property[bool] | None = None
    allow_failed: Property[bool] | None = None
    allowed_response_codes: Property[list[int]] | None = None
    logs: tuple[LoggedPart, ...] = ()
    default_charset: Property[str] | None = None
    max_content_length: Property[Annotated[int, Field(gt=0)]] | None = None
    connect_timeout: Property[Duration] | None = None
    read_timeout: Property[Duration] | None = None
    read_idle_timeout: Property[Duration] | None = None
    connection_pool_idle_timeout: Property[Duration] | None = None
    basic_auth_user: Property[str] | None = None
    basic_auth_password: Property[str] | None = None
    proxy_type: Property[ProxyType] | None = None
    proxy_address: Property[str] | None = None
    proxy_port: Property[int] | None = None
    proxy_username: Property[str] | None = None
    proxy_password: Property[str] | None = None
    log_level: Any = None

    @model_validator(mode="after")
    def _one_spelling(self) -> Options:
        both = {
            "timeout": (self.timeout, self.connect_timeout or self.read_timeout or self.read_idle_timeout),
            "auth": (self.auth, self.basic_auth_user),
            "proxy": (self.proxy, self.proxy_address),
        }
        for name, (present, former) in both.items():
            if present is not None and former is not None:
                raise ValueError(f"`{name}` and what was written in its place before cannot stand together")
        return self
