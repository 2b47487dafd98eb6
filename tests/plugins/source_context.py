from __future__ import annotations

import io
import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import anyio

from wavetank.abc.file_storage import FileStorage
from wavetank.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.event import Event
    from wavetank.model.level import Level
    from wavetank.model.property import Property

NOW = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


class MemoryFiles(FileStorage):
    """Files in a dictionary."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, uri: str, content: bytes | BinaryIO) -> str:
        self.files[uri] = content if isinstance(content, bytes) else content.read()
        return uri

    def read(self, uri: str) -> bytes:
        if uri not in self.files:
            raise NotFoundError(f"There is no file {uri}.")
        return self.files[uri]

    def open(self, uri: str) -> BinaryIO:
        return io.BytesIO(self.read(uri))

    def exists(self, uri: str) -> bool:
        return uri in self.files

    def size(self, uri: str) -> int:
        return len(self.read(uri))

    def delete(self, uri: str) -> bool:
        return self.files.pop(uri, None) is not None

    def list(self, uri: str) -> Sequence[str]:
        return sorted(name for name in self.files if name.startswith(uri))


class TestContext:
    """
    A ListenContext that keeps what it is given, as the ledger of an engine would.

    Attributes:
        received: The events of a realtime trigger, also those that come twice.
        ledger: Identity → execution, for `fired`.
        fail_next: Raised once by `receive`, after the events are noted.
    """

    __test__ = False
    namespace = "company.team"
    flow_id = "orders"
    trigger_id = "listen"
    settings: Mapping[str, Any] = {"wavetank.docker": "process"}

    def __init__(self) -> None:
        self.storage = MemoryFiles()
        self.received: list[Event] = []
        self.ledger: dict[str, str] = {}
        self.logged: list[tuple[Level, str]] = []
        self.fail_next: Exception | None = None
        self.is_ready = anyio.Event()
        self.details: list[str] = []
        self._ids = itertools.count(1)
        self._arrival = anyio.Event()

    def now(self) -> datetime:
        return NOW

    def new_id(self) -> str:
        return f"id{next(self._ids)}"

    def render(self, value: Any) -> Any:
        return value

    def resolve(self, written: Property[Any]) -> Any:
        return written.resolve(str)

    def resolve_or(self, written: Property[Any] | None, default: Any) -> Any:
        return default if written is None else written.resolve_or(str, default)

    def log(self, level: Level, message: str) -> None:
        self.logged.append((level, message))

    def put_file(self, execution_id: str, name: str, content: bytes | BinaryIO) -> str:
        return self.storage.put(
            f"kestra:///company/team/orders/executions/{execution_id}/trigger/listen/{name}", content
        )

    def fired(self, identities: Sequence[str]) -> Mapping[str, str]:
        return {identity: self.ledger[identity] for identity in identities if identity in self.ledger}

    async def receive(self, events: Sequence[Event]) -> None:
        self.received += events
        self._arrival.set()
        failure, self.fail_next = self.fail_next, None
        if failure:
            raise failure

    def ready(self, detail: str = "") -> None:
        self.details.append(detail)
        self.is_ready.set()

    def commit(self, event: Event) -> None:
        """Notes an event as one that made its execution."""
        self.ledger |= dict.fromkeys(event.identities, event.execution_id)

    async def until(self, count: int, seconds: float = 60) -> list[Event]:
        """Returns the events received, when there are as many."""
        with anyio.fail_after(seconds):
            while len(self.received) < count:
                self._arrival = anyio.Event()
                await self._arrival.wait()
        return self.received
