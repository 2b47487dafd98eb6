"""What an engine and its receiver tell each other, over a pipe that only the two of them have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Hook:
    """
    A webhook that may be called: `flow` is its flow, `key` is the one of its URL, `trigger` the trigger itself;
    `judged` if only the engine can tell what becomes of an event.
    """

    flow: str
    revision: int
    key: str
    trigger: Any
    judged: bool


@dataclass(frozen=True)
class FlowHooks:
    """The webhooks of a flow that may be called, none if it is disabled."""

    disabled: bool
    hooks: tuple[Hook, ...] = ()


@dataclass(frozen=True)
class Hooks:
    """What has changed since the last version of what may be called: flows by key, None for one that is gone."""

    version: int
    flows: dict[str, FlowHooks | None] = field(default_factory=dict)


@dataclass(frozen=True)
class HooksKnown:
    """The receiver answers by the hooks of this version."""

    version: int


@dataclass(frozen=True)
class Door:
    """Receive HTTP requests; the port as `HttpServer` takes it."""

    host: str
    port: int


@dataclass(frozen=True)
class DoorOpen:
    """Requests are received; or they are not, because of a fault."""

    url: str
    fault: str = ""


@dataclass(frozen=True)
class Listen:
    """Listen to a realtime trigger; `number` names the listener from now on."""

    number: int
    namespace: str
    flow_id: str
    trigger: Any


@dataclass(frozen=True)
class Unlisten:
    """Have a listener end."""

    number: int


@dataclass(frozen=True)
class Ready:
    """A listener is connected."""

    number: int
    detail: str = ""


@dataclass(frozen=True)
class Ended:
    """A listener has ended; `fault` is why, empty when it was told to."""

    number: int
    fault: str = ""


@dataclass(frozen=True)
class Question:
    """A listener asks its context, which only the engine has: `what` is the name of a method."""

    number: int
    asked: int
    what: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the context said, or why it said nothing."""

    asked: int
    value: Any = None
    fault: str = ""


@dataclass(frozen=True)
class Logged:
    """A listener says something for the log of its trigger."""

    number: int
    level: str
    message: str


@dataclass(frozen=True)
class Await:
    """A request waits for what becomes of an event in the inbox; `asked` names it, `path` is that of its URL."""

    asked: int
    flow: str
    trigger_id: str
    identity: str
    path: str


@dataclass(frozen=True)
class Heard:
    """The engine will answer a request that waits."""

    asked: int


@dataclass(frozen=True)
class Reply:
    """The answer to a request that waits."""

    asked: int
    status: int
    body: bytes
    media_type: str | None


@dataclass(frozen=True)
class Stop:
    """Answer what is being answered, keep it, and end."""


@dataclass(frozen=True)
class Arrived:
    """Something lies in the inbox."""
