from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from wavetank.core.storage_paths import trigger_file
from wavetank.core.variables import flow_variables
from wavetank.model.log_entry import LogEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.level import Level
    from wavetank.model.property import Property

T = TypeVar("T")


class EngineSourceContext:
    """
    The SourceContext of one trigger.

    Args:
        flow: Called for the present revision of the flow, which may change while the trigger listens.
        sink: Takes log entries, from whichever thread the trigger runs in.
    """

    def __init__(
        self, surroundings: Surroundings, flow: Callable[[], Flow], trigger_id: str, sink: Callable[[LogEntry], None]
    ) -> None:
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
        self._sink(entry)

    def put_file(self, execution_id: str, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file that belongs to the event in internal storage; returns its URI."""
        uri = trigger_file(self.namespace, self.flow_id, execution_id, self.trigger_id, name)
        return self.storage.put(uri, content)

    def fired(self, identities: Sequence[str]) -> Mapping[str, str]:
        """Returns those of the identities that made an execution before, with its id."""
        return self._surroundings.store.fired(self.namespace, self.flow_id, self.trigger_id, identities)
