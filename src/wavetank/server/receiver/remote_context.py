from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import msgspec

from wavetank.core.storage_paths import trigger_file
from wavetank.core.written import as_written
from wavetank.ids import new_id
from wavetank.server.receiver.inbox import Letter
from wavetank.server.receiver.messages import Logged, Ready

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.abc.file_storage import FileStorage
    from wavetank.model.event import Event
    from wavetank.model.level import Level
    from wavetank.model.property import Property
    from wavetank.server.receiver.messages import Listen
    from wavetank.server.receiver.post import Post

T = TypeVar("T")
D = TypeVar("D")


class RemoteContext:
    """
    The ListenContext of a trigger in a receiver.

    What it renders, with secrets and keys, the engine renders for it: no secret is here that the trigger does not need.
    """

    def __init__(self, post: Post, listen: Listen, storage: FileStorage) -> None:
        self._post = post
        self._number = listen.number
        self._known: dict[str, Any] = {}
        self.storage = storage
        self.namespace = listen.namespace
        self.flow_id = listen.flow_id
        self.trigger_id: str = listen.trigger.id

    def now(self) -> datetime:
        """Returns the present moment."""
        return datetime.now(UTC)

    def new_id(self) -> str:
        """Returns an id for the execution that an event will make."""
        return new_id()

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        """Has the engine render something; what was rendered once is remembered while this listener lives."""
        name = repr((value, typed, extra))
        if name not in self._known:
            given = None if extra is None else dict(extra)
            self._known[name] = self._post.ask(self._number, "render", value, typed=typed, extra=given)
        return self._known[name]

    def resolve(self, written: Property[T]) -> T:
        """Returns the value of a property that may be written as an expression."""
        return written.resolve(lambda template: str(self.render(template)))

    def resolve_or(self, written: Property[T] | None, default: D) -> T | D:
        """Returns the value of a property, or the default of one that is left out or blank."""
        return default if written is None else written.resolve_or(lambda each: str(self.render(each)), default)

    def encrypted(self, text: str) -> dict[str, str]:
        """Has the engine encrypt a text with its key."""
        value: dict[str, str] = self._post.ask(self._number, "encrypted", text)
        return value

    def log(self, level: Level, message: str) -> None:
        """Adds a message to the trigger's log."""
        self._post.tell(Logged(self._number, level.value, message))

    def put_file(self, execution_id: str, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file that belongs to the event in internal storage; returns its URI."""
        uri = trigger_file(self.namespace, self.flow_id, execution_id, self.trigger_id, name)
        return self.storage.put(uri, content)

    def fired(self, identities: Sequence[str]) -> Mapping[str, str]:
        """Returns those of the identities that made an execution before, with its id."""
        found: Mapping[str, str] = self._post.ask(self._number, "fired", list(identities))
        return found

    async def receive(self, events: Sequence[Event]) -> None:
        """Keeps events; returns when they may be acknowledged."""
        letters = [Letter(f"{self.namespace}.{self.flow_id}", self.trigger_id, keepable(event)) for event in events]
        await asyncio.wrap_future(self._post.keep(letters))

    def ready(self, detail: str = "") -> None:
        """Says that the trigger listens, and how it stands."""
        self._post.tell(Ready(self._number, detail))


def keepable(event: Event) -> Event:
    """Returns an event as it may lie in an inbox: with the id of its execution, and nothing that is no JSON."""
    execution_id = event.execution_id or new_id()
    try:
        return msgspec.structs.replace(event, execution_id=execution_id, variables=as_written(event.variables))
    except ValueError as error:
        return msgspec.structs.replace(event, execution_id=execution_id, variables={}, fault=str(error), stage="decode")
