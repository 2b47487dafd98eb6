from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from msgspec.structs import replace

from wavetank.core.storage_paths import trigger_file
from wavetank.core.variables import flow_variables
from wavetank.model.log_entry import LogEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.event import Event
    from wavetank.model.flow import Flow
    from wavetank.model.level import Level
    from wavetank.model.property import Property

T = TypeVar("T")
D = TypeVar("D")
# A trigger that logs much and finds nothing must not fill the memory.
_MOST_LINES = 10_000


class EngineSourceContext:
    """
    The SourceContext of one trigger.

    Args:
        flow: Called for the present revision of the flow, which may change while the trigger listens.
        sink: Takes log entries, from whichever thread the trigger runs in.
        to_file: What is logged waits until `keep_log` writes it to a file.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        flow: Callable[[], Flow],
        trigger_id: str,
        sink: Callable[[LogEntry], None],
        *,
        to_file: bool = False,
    ) -> None:
        self._lines: deque[LogEntry] | None = deque(maxlen=_MOST_LINES) if to_file else None
        self._surroundings = surroundings
        self._flow = flow
        self._sink = sink
        self.storage = surroundings.storage
        self.settings = surroundings.settings
        self.namespace = flow().namespace
        self.flow_id = flow().id
        self.trigger_id = trigger_id

    def now(self) -> datetime:
        """Returns the present moment of the engine's clock."""
        return self._surroundings.clock.now()

    def new_id(self) -> str:
        """Returns an id for the execution that an event will make."""
        return self._surroundings.ids()

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        """Renders text, maps and lists with what a trigger can see."""
        flow = self._flow()
        trigger = flow.trigger(self.trigger_id)
        known = {"id": self.trigger_id, "type": trigger.type if trigger else None}
        variables = self._surroundings.variables() | flow_variables(flow) | {"trigger": known}
        return self._surroundings.renderer(self.namespace).render(value, variables | dict(extra or {}), typed=typed)

    def encrypted(self, text: str) -> dict[str, str]:
        """Returns a text encrypted with the engine's key, as it may stand in variables."""
        return self._surroundings.encryption.encrypted(text)

    def resolve(self, written: Property[T]) -> T:
        """Returns the value of a property that may be written as an expression."""
        return written.resolve(lambda template: str(self.render(template)))

    def resolve_or(self, written: Property[T] | None, default: D) -> T | D:
        """Returns the value of a property, or the default of one that is left out or blank."""
        return default if written is None else written.resolve_or(lambda each: str(self.render(each)), default)

    def log(self, level: Level, message: str) -> None:
        """Adds a message to the trigger's log."""
        entry = LogEntry(
            at=self.now(),
            level=level,
            message=self._surroundings.masked(message),
            namespace=self.namespace,
            flow_id=self.flow_id,
            trigger_id=self.trigger_id,
        )
        if self._lines is None:
            self._sink(entry)
        else:
            self._lines.append(entry)

    def keep_log(self, event: Event) -> Event:
        """Returns an event with the file of what was logged since the last one, if that goes to a file. It blocks."""
        if not self._lines:
            return event
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        execution_id = event.execution_id or self.new_id()
        text = "".join(each.line for each in lines)
        uri = self.put_file(execution_id, "trigger.log", text.encode())
        return replace(event, execution_id=execution_id, log_file=uri)

    def let_go_of_log(self) -> None:
        """Sends what would go to a file to the log of the engine after all: there is no event that it belongs to."""
        while self._lines:
            self._sink(self._lines.popleft())

    def put_file(self, execution_id: str, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file that belongs to the event in internal storage; returns its URI."""
        uri = trigger_file(self.namespace, self.flow_id, execution_id, self.trigger_id, name)
        return self.storage.put(uri, content)

    def fired(self, identities: Sequence[str]) -> Mapping[str, str]:
        """Returns those of the identities that made an execution before, with its id."""
        return self._surroundings.store.fired(self.namespace, self.flow_id, self.trigger_id, identities)
