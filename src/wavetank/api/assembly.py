from __future__ import annotations

import random
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from wavetank.abc.clock import SteppedClock
from wavetank.abc.event_source import CalledTrigger
from wavetank.engine.id_pool import IdPool
from wavetank.engine.runtime import Runtime
from wavetank.engine.surroundings import Surroundings
from wavetank.engine.system_clock import SystemClock
from wavetank.engine.task_set import TaskSet
from wavetank.errors import WavetankError
from wavetank.ids import new_id, seeded_ids
from wavetank.plugins.catalogue import built_in
from wavetank.secrets.chain import default_chain
from wavetank.storage.fsspec_storage import FsspecStorage
from wavetank.stores.home import Home
from wavetank.stores.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wavetank.abc.clock import Clock
    from wavetank.api.config import Config
    from wavetank.model.flow import Flow
    from wavetank.model.registry import TypeRegistry
    from wavetank.server.http_server import HttpServer
    from wavetank.server.receiver.outpost import Outpost
    from wavetank.stores.lease import Lease

REGISTRY: TypeRegistry = built_in()


class Assembly:
    """
    Puts an engine together from its parts: store, storage, secrets, clock and server.

    Attributes:
        home: The folder, None when everything is in memory.
        clock: The source of time.
        closed: The engine was stopped, and cannot be built again in memory without losing what it held.
    """

    def __init__(self, home: Path | None, clock: Clock | None, config: Config) -> None:
        self.home = home
        self.closed = False
        self.clock = clock or SystemClock()
        self._leave_clock: Callable[[], None] = lambda: None
        self._config = config
        self._missed = config.missed()
        self._retention = config.kept_for()
        self._lease: Lease | None = None
        self._server: HttpServer | None = None
        self._outpost: Outpost | None = None
        self._tasks = TaskSet()
        if config.receiver == "process" and home is None:
            raise WavetankError(
                "`wavetank.receiver: process` keeps what it receives in a home, and this engine is in memory.",
                remedy="Give it one: wt.Engine(home=…), or leave the setting out.",
            )
        self.secrets = default_chain((home.parent if home is not None else Path.cwd()) / ".env")

    async def build(self) -> Runtime:
        """Opens the home and returns a runtime on the running loop."""
        ids = IdPool() if self._config.seed is None else seeded_ids(self._config.seed)
        engine_id = new_id()
        if self.home is None:
            store, storage = SqliteStore(None), FsspecStorage(f"memory://wavetank-{engine_id}")
        else:
            folder = Home(self.home)
            self._lease = import_module("wavetank.stores.lease").Lease(folder, engine_id)
            store, storage = SqliteStore(folder.database), FsspecStorage(str(folder.storage))
        return Runtime(
            Surroundings(
                engine_id=engine_id,
                clock=self.clock,
                ids=ids,
                store=store,
                storage=storage,
                secrets=self.secrets,
                registry=REGISTRY.speaking(self._config.dialect).with_defaults(
                    self._config.plugin_defaults, templates=self._config.templates
                ),
                alive=self._lease.alive if self._lease is not None else lambda _: False,
                taking_over=self._lease.exclusive if self._lease is not None else nullcontext,
                random=random.SystemRandom() if self._config.seed is None else random.Random(self._config.seed),  # noqa: S311 - asked for
                recursive=self._config.recursive,
                globals=self._config.globals,
                environment=self._config.environment,
                missed=self._missed,
                retention=self._retention,
                encryption_key=self._config.encryption_key,
                settings={"wavetank.docker": self._config.docker},
            )
        )

    async def abandon(self) -> None:
        """Lets go of what was taken for a runtime that could not be built."""
        if self._lease is not None:
            self._lease.release()
            self._lease = None

    @property
    def url(self) -> str:
        """Where the HTTP server is reached; empty while there is none."""
        door = self._outpost or self._server
        return door.url if door is not None else ""

    async def serve_if_called(self, runtime: Runtime, flows: Sequence[Flow]) -> None:
        """Starts the HTTP server when one of these flows has a webhook."""
        called = any(isinstance(trigger, CalledTrigger) for flow in flows for trigger in flow.triggers)
        if called and self._outpost is not None:
            await self._outpost.open_door(self._config.host, self._config.port)
        elif called and self._server is None:
            server = _new_server(runtime, self._config)
            await server.start()
            self._server = server

    async def begin_to_receive(self, runtime: Runtime) -> None:
        """Starts the process that receives, if the settings ask for one; before any trigger listens."""
        if self._config.receiver == "process" and self.home is not None:
            home = Home(self.home)
            home.inboxes.mkdir(exist_ok=True)
            inbox = home.inboxes / f"{runtime.surroundings.engine_id}.db"
            outpost: Outpost = import_module("wavetank.server.receiver.outpost").Outpost(runtime, self.home, inbox)
            outpost.start()
            self._outpost = runtime.surroundings.receiver = outpost

    def left_inboxes(self, runtime: Runtime) -> Sequence[Path]:
        """Returns where receivers of engines that are gone put what they acknowledged."""
        inboxes = None if self.home is None else Home(self.home).inboxes
        if inboxes is None or not inboxes.is_dir():
            return ()
        found: list[Path] = import_module("wavetank.server.receiver.left_inboxes").left_inboxes(runtime, inboxes)
        return found

    def take_in(self, runtime: Runtime, inboxes: Sequence[Path]) -> None:
        """Begins to take in what lies there; the engine knows the flows of those that are gone."""
        if inboxes:
            work = import_module("wavetank.server.receiver.left_inboxes").take_in(runtime, inboxes)
            self._tasks.start(work, "inboxes of other engines")

    async def published(self, flow_keys: Iterable[str]) -> None:
        """Returns when requests for these flows are answered by what is deployed now."""
        if self._outpost is not None:
            await self._outpost.published(flow_keys)

    def join_clock(self, settle: Callable[[], None]) -> None:
        """Has a clock that is moved by hand wait for the engine before each step."""
        if isinstance(self.clock, SteppedClock):
            self._leave_clock = self.clock.join(settle)

    async def close(self, runtime: Runtime) -> None:
        """Closes the door, stops the runtime, and lets go of the home."""
        self._leave_clock()
        self.closed = self.home is None
        await self._tasks.halt()
        if self._server is not None:
            await self._server.stop()
            self._server = None
        if self._outpost is not None:
            await runtime.supervisor.halt()
            await self._outpost.stop()
            self._outpost = runtime.surroundings.receiver = None
        await runtime.stop()
        runtime.surroundings.store.close()
        if self._lease is not None:
            self._lease.release()
            self._lease = None


def _new_server(runtime: Runtime, config: Config) -> HttpServer:
    # Imported with the first webhook: an engine without one never pays for Starlette and uvicorn.
    webhooks = import_module("wavetank.server.webhooks").Webhooks(runtime)
    server: HttpServer = import_module("wavetank.server.http_server").HttpServer(webhooks, config.host, config.port)
    return server
