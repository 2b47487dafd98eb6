from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import parse_qs

import msgspec
from pydantic import Field

from wavetank.abc.event_source import CalledTrigger, SourceContext
from wavetank.model.event import Event
from wavetank.model.property import Property
from wavetank.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SHAPE = 'a webhook takes {"body": …, "headers": {…}, "parameters": {…}}; each may be left out'
_PARTS = {"body", "headers", "parameters", "identity"}
# What a client adds by itself.
_OF_TRANSPORT = frozenset(
    {"accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "content-type"}
    | {"cookie", "host", "idempotency-key", "origin", "referer", "transfer-encoding", "user-agent"}
)


class FetchType(StrEnum):
    """What becomes of the body of a request."""

    FETCH = "FETCH"
    NONE = "NONE"


class Webhook(Trigger, CalledTrigger):
    """
    Fires when its URL is called (language reference, section 8.4).

    Two requests are one event only if the sender says so, by a header `Idempotency-Key`.

    Attributes:
        wait: A request is answered when its execution has ended.
        return_outputs: The answer is the outputs of the flow and not the execution.
        response_content_type: As what outputs are sent: all of them as a JSON object, or the only one as text.
        response_code: The status of the answer to a request that waits; an expression sees the execution.
        fetch_type: NONE leaves the body of a request out of the event.
    """

    not_yet: ClassVar[frozenset[str]] = Trigger.not_yet | {"fetchType: STORE"}

    key: Annotated[str, Field(max_length=256)]
    wait: bool = False
    return_outputs: bool = False
    response_content_type: Literal["application/json", "text/plain"] = "application/json"
    response_code: Property[Annotated[int, Field(ge=200, le=599)]] | None = None
    fetch_type: FetchType = FetchType.FETCH

    @property
    def waits(self) -> bool:
        """Whether a request is answered only when its execution has ended."""
        return self.wait

    @property
    def reply_type(self) -> str:
        """The content type of outputs that answer; empty if the execution itself does."""
        return self.response_content_type if self.wait and self.return_outputs else ""

    def reply_status(self, render: Callable[[str], str]) -> int:
        """Returns the status of the answer to a request that waits."""
        return 200 if self.response_code is None else self.response_code.resolve(render)

    def rendered_key(self, context: SourceContext) -> str:
        """Returns the key, rendered and trimmed."""
        return str(context.render(self.key)).strip()

    def decode(
        self, body: bytes, headers: Mapping[str, Sequence[str]], parameters: Mapping[str, Sequence[str]], identity: str
    ) -> Event:
        """Returns the event of a request: a JSON object or array is read, any other body stays a text."""
        variables = {
            "body": None if self.fetch_type is FetchType.NONE else _read(body),
            "headers": {name: list(values) for name, values in headers.items()},
            "parameters": {name: list(values) for name, values in parameters.items()},
        }
        return Event(identities=(identity,), variables=variables)

    def sample_like(self, variables: Mapping[str, Any]) -> Any:
        """Returns the request with its body, its parameters and the headers of its sender; None if it is bare."""
        headers = variables.get("headers") or {}
        parts = {
            "body": variables.get("body"),
            "parameters": variables.get("parameters"),
            "headers": {name: held for name, held in headers.items() if name.lower() not in _OF_TRANSPORT},
        }
        return {name: held for name, held in parts.items() if held} or None

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of a made-up request; a sample without any of the three parts is taken as its body."""
        parts = sample if isinstance(sample, dict) and sample and set(sample) <= _PARTS else {"body": sample}
        return self.decode(
            _bytes(parts.get("body")),
            _many(parts.get("headers"), str.lower),
            _parameters(parts.get("parameters")),
            str(parts.get("identity") or context.new_id()),
        )


def _read(body: bytes) -> Any:
    if not body:
        return None
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # It may still hold NaN, infinity, half of a surrogate pair, or bytes that are no UTF-8.
        value = _read_leniently(body)
    return value if isinstance(value, dict | list) else _text(body)


def _read_leniently(body: bytes) -> Any:
    try:
        return json.loads(_text(body))
    except ValueError:
        return None


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="replace")


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _parameters(given: Any) -> dict[str, list[str]]:
    return parse_qs(given, keep_blank_values=True) if isinstance(given, str) else _many(given, str)


def _many(given: Any, name_of: Any) -> dict[str, list[str]]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise ValueError(_SHAPE)  # noqa: TRY004 - the contract's
    return {name_of(str(name)): _texts(value) for name, value in given.items()}


def _texts(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
