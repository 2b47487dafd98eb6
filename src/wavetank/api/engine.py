from __future__ import annotations

import atexit
import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from wavetank.api.assembly import Assembly
from wavetank.api.blocking import blocking
from wavetank.api.comparison_calls import ComparisonCalls
from wavetank.api.config import read_config
from wavetank.api.execution_calls import ExecutionCalls
from wavetank.api.export_calls import ExportCalls
from wavetank.api.flow_calls import FlowCalls
from wavetank.api.health_calls import HealthCalls
from wavetank.api.inquiry_calls import InquiryCalls
from wavetank.api.key_value_store import KeyValueStore
from wavetank.api.moment_of import moment_of
from wavetank.api.stored_files import StoredFiles
from wavetank.api.trace_view import TraceView
from wavetank.api.trigger_calls import TriggerCalls
from wavetank.api.triggers import Triggers
from wavetank.api.upkeep_calls import UpkeepCalls
from wavetank.engine import switch_interval
from wavetank.engine.portal import Portal
from wavetank.errors import EngineStoppedError
from wavetank.pebble.property_type import render_property

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from wavetank.abc.clock import Clock
    from wavetank.api.execution import Execution
    from wavetank.api.stand_ins import StandIns
    from wavetank.engine.namespace_files import NamespaceFiles
    from wavetank.engine.runtime import Runtime
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.records import ExecutionCreated
    from wavetank.secrets.chain import SecretChain


class Engine(
    ExecutionCalls, UpkeepCalls, TriggerCalls, InquiryCalls, ComparisonCalls, FlowCalls, ExportCalls, HealthCalls
):
    """
    Runs flows in the background of this process.

    Use it as a context manager, or call `start()` and `stop()`. Flows may be deployed before `start()`; their triggers
    listen from then on.

    Args:
        home: The folder where flows, executions and the positions of triggers are kept; None keeps them in memory.
        clock: The source of time; the machine's own by default.
        config: Settings by their keys, see `wavetank.api.config.Config`.
    """

    def __init__(
        self, home: str | Path | None = None, clock: Clock | None = None, config: Mapping[str, Any] | None = None
    ) -> None:
        self._assembly = Assembly(Path(home) if home is not None else None, clock, read_config(config))
        self._portal = Portal()
        self._lock = threading.RLock()
        self._runtime: Runtime | None = None
        self._started = False
        self.taken_over: tuple[str, ...] = ()

    @property
    def portal(self) -> Portal:
        """The way onto the engine's loop; it is opened when it is first needed."""
        self._open()
        return self._portal

    @property
    def runtime(self) -> Runtime:
        """The engine's inside, for the faces of this package."""
        return self._open()

    @property
    def clock(self) -> Clock:
        """The source of time, as it was given; a `wt.lab.VirtualClock` is moved with `engine.clock.advance(…)`."""
        return self._assembly.clock

    @property
    def home(self) -> Path | None:
        """The folder of the home, None when everything is in memory."""
        return self._assembly.home

    def _open(self) -> Runtime:
        # The loop itself asks for the runtime while another thread holds the lock and waits for the loop.
        if self._runtime is not None:
            return self._runtime
        if self._portal.is_here:
            raise EngineStoppedError(
                "The engine is being stopped.", remedy="What had not ended goes on at its next start."
            )
        with self._lock:
            if self._runtime is None:
                if self._assembly.closed:
                    raise EngineStoppedError("This engine was stopped.", remedy="Make a new one: wt.Engine(home=…).")
                self._portal.start()
                switch_interval.hold()
                self._runtime = self._built()
                self._assembly.join_clock(self.settle)
                atexit.register(self.stop)
            return self._runtime

    def _built(self) -> Runtime:
        try:
            return self._portal.call(self._assembly.build)
        except BaseException:
            self._portal.call(self._assembly.abandon)
            self._portal.stop()
            switch_interval.release()
            raise

    def start(self) -> Self:
        """Takes up what the home holds, and has all triggers listen. Calling it again does nothing."""
        with self._lock:
            if not self._started:
                self._open()
                self._started = True
                self.taken_over = self._portal.call(self._start)
        return self

    async def _start(self) -> tuple[str, ...]:
        runtime = self.runtime
        # Before the flows are taken up: then those of all who were gone are known.
        left = self._assembly.left_inboxes(runtime)
        await self._assembly.begin_to_receive(runtime)
        taken_over = await runtime.start(before_triggers=self._open_door)
        self._assembly.take_in(runtime, left)
        await self._assembly.published(runtime.flows)
        return tuple(taken_over)

    async def _open_door(self, flows: Sequence[Flow]) -> None:
        await self._assembly.serve_if_called(self.runtime, flows)

    def stop(self) -> None:
        """Stops listening and running, and closes the home; what had not ended goes on at the next start."""
        if self._portal.is_left_behind:
            # A forked process that ends leaves the engine to the one that it came from.
            return
        with self._lock:
            runtime, self._runtime, self._started = self._runtime, None, False
            if runtime is None:
                return
            atexit.unregister(self.stop)
            try:
                self._portal.call(self._assembly.close, runtime)
            finally:
                self._portal.stop()
                switch_interval.release()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the HTTP server is reached; empty until a flow with a webhook needs it."""
        return self._assembly.url

    @property
    def trouble(self) -> str:
        """Why nothing can be written at the moment, and so nothing is acknowledged; empty when all is well."""
        return self.runtime.journal.trouble

    @property
    def flows(self) -> Mapping[str, Flow]:
        """The deployed flows, by `namespace.id`."""
        return self.runtime.flows

    @property
    def triggers(self) -> Triggers:
        """The triggers of the deployed flows, by flow key and trigger id."""
        return Triggers(self.runtime.supervisor, lambda: self._assembly.url)

    @property
    def secrets(self) -> SecretChain:
        """Where `secret('X')` looks; `engine.secrets["X"] = "…"` sets one for this process."""
        return self._assembly.secrets

    @blocking
    async def deploy(self, text: str, *, paused: bool = False, dry_run: bool = False) -> Flow:
        """
        Puts a flow in the place of its former revision; its triggers listen at once, unless it is `paused`.

        A paused flow stays so over restarts, until it is deployed again or its triggers are told to go on.

        With `dry_run` the flow is returned with the revision that it would get; what was deployed before stays.

        Raises:
            FlowError: The text describes no flow; `.diagnostics` say where. What was deployed before stays.
            StoreError: The home cannot be written.
        """
        return await self.runtime.deploy(
            text,
            paused=paused,
            dry_run=dry_run,
            before_triggers=self._open_door,
            deployed=self._assembly.published,
        )

    @blocking
    async def deploy_template(self, text: str) -> str:
        """
        Puts a template, whose tasks flows share by `core.flow.Template`, in the place of its former text.

        Templates are deprecated, and off unless the setting `kestra.templates.enabled` is true.

        Returns:
            `namespace.id` of the template.

        Raises:
            FlowError: The text describes none.
            StateError: Templates are off.
        """
        return await self.runtime.deploy_template(text)

    @blocking
    async def remove(self, flow: str) -> None:
        """Stops a flow's triggers and takes it out of the home; its executions stay."""
        await self.runtime.remove(flow)

    @blocking
    async def run(
        self,
        flow: str,
        inputs: Mapping[str, Any] | None = None,
        labels: Mapping[str, str] | None = None,
        *,
        wait: bool = True,
        timeout: float | None = 30,  # noqa: ASYNC109 - the caller's limit, in seconds
        validate: bool = True,
        schedule_date: datetime | str | None = None,
        to: str | None = None,
        given: Mapping[str, Any] | None = None,
        reuse: bool = True,
    ) -> Execution:
        """
        Starts an execution, and waits for its end unless `wait` is false.

        Args:
            flow: `namespace.id`.
            inputs: By their ids; a file as a `pathlib.Path`, bytes, a DataFrame or a `kestra:///` URI.
            labels: They are added to those of the flow, none of them `system.…` but `system.correlationId`.
            wait: Whether to wait for the end.
            timeout: For how many seconds; None waits without a limit.
            validate: Whether the inputs must be those that the flow declares.
            schedule_date: When it is to begin, with a zone; until then it stays CREATED. In the past, or None: at once.
            to: The last task to run; what stands behind it, `finally` and `afterExecution` do not run.
            given: What stands in the place of tasks, by their ids: a map is the outputs; anything else, a DataFrame for
                one, is the output that the flow's expressions read of the task, or `value`.
            reuse: With `to`, a task whose text, function and inputs are those of an earlier execution is not run again:
                its outputs of then are taken over. The task `to` itself always runs.

        Raises:
            NotFoundError, InputError, StateError: Nothing was created.
            TimeoutExceededError: It had not ended after `timeout` seconds; it goes on.
            StoreError: The home cannot be written; the error says what becomes of the execution.
        """

        async def prepare(deployed: Flow, created: ExecutionCreated) -> ExecutionCreated:
            kind: type[StandIns] = import_module("wavetank.api.stand_ins").StandIns
            stand_ins = kind(self.runtime.surroundings.storage, deployed, created.id).of(given or {})
            return await self.runtime.partial_runs.prepared(deployed, created, to, stand_ins, reuse=reuse)

        part = prepare if to is not None or given else None
        execution_id = await self.runtime.launches.create(
            flow, inputs or {}, labels or {}, validate=validate, schedule_date=moment_of(schedule_date), prepare=part
        )
        execution = self.execution(execution_id)
        return await execution.wait.on_loop(execution, timeout) if wait else execution

    def render(
        self, template: Any, variables: Mapping[str, Any], *, typed: bool = False, as_type: str | None = None
    ) -> Any:
        """
        Renders as `wt.render` does, with the secrets, files and settings of this engine.

        Args:
            template: Text, a map, a list or None.
            variables: What the expressions see.
            typed: Keep the type of the value of a single `{{ … }}`.
            as_type: The Java type of the property that the template stands for, as `List<String>`.

        Raises:
            ExpressionError: A template cannot be parsed, or has no value.
        """
        surroundings = self.runtime.surroundings
        known = surroundings.encryption.decrypted({**surroundings.variables(), **variables})
        renderer = surroundings.renderer("")
        if as_type is not None:
            return render_property(renderer, template, known, as_type)
        return renderer.render(template, known, typed=typed)

    def trace(self, template: str, variables: Mapping[str, Any]) -> TraceView:
        """Returns what each part of a template gives, with what `render` knows, and what it read, secrets masked."""
        surroundings = self.runtime.surroundings
        known = surroundings.encryption.decrypted({**surroundings.variables(), **variables})
        return TraceView(surroundings.renderer("").trace(template, known), surroundings.masked)

    @property
    def storage(self) -> StoredFiles:
        """Internal storage: the files behind `kestra:///…` URIs."""
        return StoredFiles(self.runtime.surroundings.storage)

    def kv(self, namespace: str) -> KeyValueStore:
        """Returns the key-value store of a namespace."""
        return KeyValueStore(self.runtime.surroundings.namespaces.keys(namespace))

    def files(self, namespace: str) -> NamespaceFiles:
        """Returns the files of a namespace, which all its flows share."""
        return self.runtime.surroundings.namespaces.files(namespace)

    def subscribe(self, callback: Callable[[list[ExecutionSummary]], None]) -> Callable[[], None]:
        """
        Has `callback` called, on the engine's thread, after each commit with the execution rows that changed.

        It must return at once. Returns how to stop it.
        """
        return self.runtime.journal.listen(callback)

    def subscribe_triggers(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Has `callback` called, on the engine's thread, when a trigger does something else. Returns how to stop it."""
        return self.runtime.on_trigger_change(callback)

    def __repr__(self) -> str:
        state = "running" if self._started else "not started"
        return f"Engine({self.home or 'in memory'}, {state})"
