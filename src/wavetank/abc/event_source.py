"""The contracts of triggers: how something outside becomes an `Event`, and how its source learns that it is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from wavetank.abc.file_storage import FileStorage
    from wavetank.abc.gate import Gate
    from wavetank.abc.timetable import Timetable
    from wavetank.model.condition import Condition
    from wavetank.model.event import Event
    from wavetank.model.level import Level
    from wavetank.model.missed import Missed
    from wavetank.model.property import Property
    from wavetank.model.state import State
    from wavetank.model.upstream import Upstream

T = TypeVar("T")
D = TypeVar("D")


class SourceContext(Protocol):
    """
    What a trigger may use while it listens, polls, or is fired by hand.

    Methods may be called from the thread or loop in which the trigger runs.

    Attributes:
        settings: Settings of the engine that triggers act on, by key, as `wavetank.docker`.
    """

    storage: FileStorage
    settings: Mapping[str, Any]
    namespace: str
    flow_id: str
    trigger_id: str

    def now(self) -> datetime:
        """Returns the present moment of the engine's clock."""

    def new_id(self) -> str:
        """Returns an id for the execution that an event will make."""

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        """
        Renders text, maps and lists with what a trigger can see: `flow`, `vars`, secrets …

        Args:
            value: What is written.
            typed: A text that is one expression gives its value, not its text.
            extra: Variables that expressions see besides.
        """

    def resolve(self, written: Property[T]) -> T:
        """Returns the value of a property that may be written as an expression."""

    def resolve_or(self, written: Property[T] | None, default: D) -> T | D:
        """Returns the value of a property, or the default of one that is left out or blank."""

    def encrypted(self, text: str) -> dict[str, str]:
        """
        Returns a text as it may stand in variables: encrypted with the engine's key, and decrypted for expressions.

        Raises:
            SecretError: The engine has no key.
        """

    def log(self, level: Level, message: str) -> None:
        """Adds a message to the trigger's log, with secrets masked."""

    def put_file(self, execution_id: str, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file that belongs to the event in internal storage (a stream to its end); returns its URI."""

    def fired(self, identities: Sequence[str]) -> Mapping[str, str]:
        """Returns those of the identities that made an execution before, with its id."""


class ListenContext(SourceContext, Protocol):
    """A SourceContext for a realtime trigger."""

    async def receive(self, events: Sequence[Event]) -> None:
        """
        Hands events over; returns when each is on disk, or known to be one that was received before.

        Only then may they be acknowledged to the source.
        """

    def ready(self, detail: str = "") -> None:
        """
        Says that the trigger is connected and listens, in a few words how it stands; shown to the user.

        It may be said again, when the words are others; not at each event, since every page is told.
        """


class EventSource(ABC):
    """What every trigger can do: turn what the outside sends into an event."""

    @abstractmethod
    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """
        Returns the event that a made-up message becomes, through the same decoding as a real one.

        - `sample` is what a user would write for the message: for Kafka `{"value": {...}, "key": "k"}`, for a webhook
          `{"body": {...}}`, for S3 `{"objects": [{"key": "a.csv", "content": "..."}]}`.
        - The identity is new each time, unless the sample gives one as `identity`.

        Raises:
            ValueError: The sample has another shape; the message shows the right one.
        """

    def sample(self, now: datetime) -> Any:  # noqa: ARG002 - for those whose events have a date
        """Returns a made-up message that `event_of` takes, for a user to edit: JSON values only."""
        return {}

    def sample_like(self, variables: Mapping[str, Any]) -> Any:  # noqa: ARG002 - for those whose variables tell all
        """Returns the message of an event that had these variables, for `event_of`; None if they do not tell."""
        return None


class Poll(ABC):
    """
    What a poll found.

    - `acknowledge` is called after the event is on disk and before its execution starts; it may be called again for the
      same event after a crash in between, and then does what is still to be done.
    """

    event: Event | None

    @abstractmethod
    def acknowledge(self) -> None:
        """Tells the source that the event is kept: moves, deletes or commits."""


class PollingTrigger(EventSource):
    """
    A trigger that looks at its source from time to time.

    - Its conditions are asked before each look: they see the planned date, not what would be found.
    - `poll` blocks; it runs in a worker thread, never twice at a time for one trigger.
    - It returns None when there is nothing, or a Poll.
    - An exception is logged to the trigger, and the next poll comes as planned. SourceError is for what the outside
      did; its sentence is shown as it is.
    """

    interval: timedelta

    @abstractmethod
    def poll(self, context: SourceContext) -> Poll | None:
        """Looks once."""


class RealtimeTrigger(EventSource):
    """
    A trigger that listens without end.

    - `listen` connects, calls `context.ready()`, hands events over in the order of the source, and acknowledges after
      `context.receive` returned.
    - Cancelling it closes the connection before it ends.
    - An exception is logged to the trigger, and `listen` is called again after a pause that grows to 30 s.
    """

    @abstractmethod
    async def listen(self, context: ListenContext) -> None:
        """Listens until it is cancelled."""


class CalledTrigger(EventSource):
    """
    A trigger that the HTTP server calls: a webhook.

    - `key` is rendered when the flow is deployed; a request is for this trigger when its key is the same.
    - A request is answered once its execution is on disk, or, if the trigger `waits`, once it has ended.
    """

    @property
    def waits(self) -> bool:
        """Whether a request is answered only when its execution has ended."""
        return False

    @property
    def reply_type(self) -> str:
        """The content type in which the outputs of the execution answer; empty if the execution itself does."""
        return ""

    def reply_status(self, render: Callable[[str], str]) -> int:  # noqa: ARG002 - most have nothing to render
        """
        Returns the status of the answer to a request that waits.

        Args:
            render: Renders a text with what is known of the execution as it ended.

        Raises:
            ValueError: It is no status.
        """
        return 200

    def sample(self, now: datetime) -> dict[str, Any]:  # noqa: ARG002 - a request has none
        """Returns a request with an empty body."""
        return {"body": {}}

    @abstractmethod
    def rendered_key(self, context: SourceContext) -> str:
        """Returns the key of the URL."""

    @abstractmethod
    def decode(
        self, body: bytes, headers: Mapping[str, Sequence[str]], parameters: Mapping[str, Sequence[str]], identity: str
    ) -> Event:
        """Returns the event that a request is."""


class FiredTrigger(EventSource):
    """
    A trigger that only a made-up event reaches here: what calls it on a server has no counterpart.

    Attributes:
        reached: Says so in a few words.
    """

    reached: ClassVar[str]


class PlannedTrigger(EventSource):
    """
    A trigger whose dates are known beforehand: a schedule.

    - Its conditions filter its dates: one for which they do not hold is passed over in silence.
    - A date that lies back further than `too_late` when it is handled is passed over, too.
    """

    recover_missed_schedules: Missed | None

    def sample(self, now: datetime) -> dict[str, Any]:
        """Returns the present moment as a date."""
        return {"date": now.isoformat(timespec="seconds")}

    @property
    def too_late(self) -> timedelta | None:
        """How far a date may lie back when it is handled; None: however far."""
        return None

    @abstractmethod
    def timetable(self, render: Callable[[str], str]) -> Timetable:
        """
        Returns its dates, before conditions.

        Raises:
            WavetankError: They are written as an expression that has no value.
            ValueError: … or has another one than dates.
        """

    @abstractmethod
    def event_at(self, date: datetime, previous: datetime | None, following: datetime | None) -> Event:
        """Returns the event of a date, with the dates before and after it."""


class ReactingTrigger(EventSource):
    """
    A trigger that reacts to the executions of other flows.

    - `ordinary` conditions are asked of each execution by itself. The conditions of a gate may become true one after
      another; the trigger fires once all of them have.
    """

    def sample(self, now: datetime) -> dict[str, Any]:  # noqa: ARG002 - the change of state has its own moment
        """Returns the end of an execution of some flow."""
        return {"namespace": "company.team", "flowId": "upstream", "state": "SUCCESS"}

    def sample_like(self, variables: Mapping[str, Any]) -> Any:
        """Returns the end of the same flow, as another execution."""
        return {name: variables[name] for name in ("namespace", "flowId", "state", "outputs") if name in variables}

    @property
    @abstractmethod
    def ordinary(self) -> tuple[Condition, ...]:
        """The conditions that must hold for the execution itself."""

    @property
    @abstractmethod
    def gates(self) -> tuple[Gate, ...]:
        """The groups of conditions that must all have become true within a window of time."""

    @abstractmethod
    def reacts_to(self, state: State) -> bool:
        """Returns whether it looks at executions that enter this state."""

    @abstractmethod
    def event_for(self, upstream: Upstream, context: dict[str, Any]) -> Event:
        """Returns the event that an execution's change of state is; `context` is what expressions see of it."""
