from __future__ import annotations

import random
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wavetank.engine.clock_watch import ClockWatch
from wavetank.engine.encryption import Encryption
from wavetank.engine.history import History
from wavetank.engine.masking import Masked
from wavetank.engine.namespaces import Namespaces
from wavetank.engine.rest import Rest
from wavetank.engine.services import EngineServices
from wavetank.pebble import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import timedelta

    from wavetank.abc.clock import Clock
    from wavetank.abc.execution_operations import ExecutionOperations
    from wavetank.abc.file_storage import FileStorage
    from wavetank.abc.receiver import Receiver
    from wavetank.abc.secrets import Secrets
    from wavetank.abc.store import Store
    from wavetank.abc.trigger_switch import TriggerSwitch
    from wavetank.ids import IdSource
    from wavetank.model.missed import Missed
    from wavetank.model.registry import TypeRegistry


@dataclass
class Surroundings:
    """
    Everything outside that an engine uses, injected.

    Attributes:
        engine_id: Whose executions are whose.
        alive: Tells whether another engine that shares the home still runs, by its id.
        taking_over: A lock that only one engine of the home holds at a time.
        recursive: `kestra.variables.recursive-rendering`.
        globals: `kestra.variables.globals`.
        environment: What expressions see as `envs`.
        encryption_key: `kestra.encryption.secret-key`.
        retention: How long executions are kept after their end; None: for ever.
        settings: Settings that tasks act on, by key.
        missed: What schedules do with dates that have passed unless they say it themselves, by type; all fire if it
            is not there.
        clock_watch: Notices that the clock was set.
        receiver: Listens to realtime triggers elsewhere; None: they are listened to here.
        rest: The clock, which also knows what waits for time.
        triggers: How a task switches triggers; set by the runtime.
        executions: What a task does to executions; set by the runtime.
        masked: Values that never appear in logs, errors and verdicts.
    """

    engine_id: str
    clock: Clock
    ids: IdSource
    store: Store
    storage: FileStorage
    secrets: Secrets
    registry: TypeRegistry
    alive: Callable[[str], bool] = lambda _: False
    taking_over: Callable[[], AbstractContextManager[object]] = nullcontext
    random: random.Random = field(default_factory=random.SystemRandom)
    recursive: bool = False
    globals: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    masked: Masked = field(default_factory=Masked)
    encryption_key: str | None = None
    retention: timedelta | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    missed: Mapping[str, Missed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.encryption = Encryption(self.encryption_key, self.masked)
        self.receiver: Receiver | None = None
        self.clock_watch = ClockWatch(self.clock)
        self.rest = self.clock = Rest(self.clock)
        self.triggers: TriggerSwitch | None = None
        self.executions: ExecutionOperations | None = None
        self.namespaces = Namespaces(self.store, self.storage, self.clock)
        self.history = History(self.store, self.storage)

    def renderer(self, namespace: str, execution_id: str | None = None) -> Renderer:
        """Returns a renderer for expressions of a namespace, seen from an execution if one is given."""
        return Renderer(EngineServices(self, namespace, execution_id), recursive=self.recursive)

    def variables(self) -> dict[str, Any]:
        """Returns what every expression sees, whatever the flow."""
        return {"globals": self.globals, "envs": self.environment}
