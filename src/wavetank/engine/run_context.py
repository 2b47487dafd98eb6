from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from msgspec.structs import replace

from wavetank.core.file_uri import file_uri
from wavetank.core.storage_paths import task_file
from wavetank.core.variables import task_variables
from wavetank.core.written import as_written
from wavetank.engine.flow_reading import read_task
from wavetank.errors import WavetankError
from wavetank.model.input_type import InputType
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry, Metric
from wavetank.model.records import LabelsSet, TaskRunAdded, TaskRunReported, VariablesSet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta
    from pathlib import Path

    from wavetank.abc.execution_operations import ExecutionOperations
    from wavetank.engine.live_execution import LiveExecution
    from wavetank.engine.subflows import Subflows
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.property import Property
    from wavetank.model.state import State
    from wavetank.model.subflow_request import SubflowEnd, SubflowRequest
    from wavetank.model.task import Task
    from wavetank.pebble import Renderer

T = TypeVar("T")
D = TypeVar("D")
# A message of more characters becomes several entries, as on a Kestra server.
_LONGEST = 10 << 10


class EngineRunContext:
    """
    The RunContext of one attempt.

    Args:
        sink: Takes log entries and measurements, from whichever thread the task runs in.
        subflows: Starts other flows.
        apart: The task runs beside the loop: it gets copies of what goes on growing there.
        directory: The folder that the task works in together with others.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        live: LiveExecution,
        run_id: str,
        sink: Callable[[LogEntry | Metric], None],
        subflows: Subflows,
        *,
        apart: bool = False,
        directory: Path | None = None,
    ) -> None:
        progress = live.progress
        self.execution_id = live.id
        self.task_run_id = run_id
        self.namespace = progress.flow.namespace
        self.storage = surroundings.storage
        self.namespaces = surroundings.namespaces
        self.history = surroundings.history
        self.settings = surroundings.settings
        self.directory = directory
        self.stopped = False
        self.rounds: list[str] = []
        self.awaited: set[str] = set()
        self._surroundings = surroundings
        self._subflows = subflows
        self._live = live
        self._progress = progress
        self._run = progress.state.runs[run_id]
        self._task: Task = progress.task(run_id)
        self._sink = sink
        self._lines: list[LogEntry] = []
        self._frozen = progress.outputs.frozen() if apart else {}

    @cached_property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see."""
        known = self._surroundings.variables() | task_variables(self._progress, self._run) | self._frozen
        for default in self._secret_defaults:
            self._surroundings.masked.add(default)
        decrypted: Mapping[str, Any] = self._surroundings.encryption.decrypted(known)
        return decrypted

    @property
    def _secret_defaults(self) -> list[str]:
        """Defaults of SECRET inputs: an execution that an event made may see them as they are written."""
        inputs = self._progress.flow.inputs
        return [str(one.defaults) for one in inputs if one.type is InputType.SECRET and one.defaults is not None]

    @cached_property
    def _renderer(self) -> Renderer:
        return self._surroundings.renderer(self._progress.flow.namespace, self.execution_id)

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        """Renders text, maps and lists."""
        known = {**self.variables, **extra} if extra else self.variables
        return self._renderer.render(value, known, typed=typed)

    def resolve(self, written: Property[T]) -> T:
        """Returns the value of a property that may be written as an expression."""
        return written.resolve(lambda template: str(self.render(template)))

    def resolve_or(self, written: Property[T] | None, default: D) -> T | D:
        """Returns the value of a property, or the default of one that is left out or blank."""
        return default if written is None else written.resolve_or(lambda each: str(self.render(each)), default)

    def render_row(self, template: str, row: Mapping[str, Any]) -> str:
        """Returns the text of a template that sees the fields of a row, and nothing else."""
        return self._renderer.text(template, row)

    def new_id(self) -> str:
        """Returns a new id, as for the name of a file."""
        return self._surroundings.ids()

    def now(self) -> datetime:
        """Returns the present moment of the engine's clock."""
        return self._surroundings.clock.now()

    async def sleep(self, length: timedelta) -> None:
        """Returns when so much time of the engine's clock has passed."""
        await self._surroundings.clock.sleep_until(self._surroundings.clock.now() + length)

    def encrypted(self, text: str) -> dict[str, str]:
        """Returns a text encrypted with the engine's key, as it may stand in outputs."""
        return self._surroundings.encryption.encrypted(text)

    def open(self, uri: str) -> BinaryIO:
        """Opens a file for reading, by its URI or its path in the namespace."""
        return self.storage.open(file_uri(uri, self.namespace))

    def for_thread(self) -> EngineRunContext:
        """Returns this context with copies of what goes on growing on the loop."""
        context = copy(self)
        context._frozen = self._progress.outputs.frozen()  # noqa: SLF001 - its own copy
        context.__dict__.pop("variables", None)
        return context

    def task_of(self, written: Mapping[str, Any]) -> Task:
        """Returns the task that a map describes."""
        return read_task({"id": self._task.id, **written}, self._surroundings.registry)

    def log(self, level: Level, message: str) -> None:
        """Adds a message to the task run's log, unless it is below the task's `logLevel`."""
        if level.rank < self._task.log_level.rank:
            return
        text = self._surroundings.masked.logged("" if message is None else str(message))
        for start in range(0, max(len(text), 1), _LONGEST):
            self._log_piece(level, text[start : start + _LONGEST])

    def _log_piece(self, level: Level, text: str) -> None:
        entry = LogEntry(
            at=self._surroundings.clock.now(),
            level=level,
            message=text,
            namespace=self._progress.flow.namespace,
            flow_id=self._progress.flow.id,
            execution_id=self.execution_id,
            task_id=self._task.id,
            task_run_id=self.task_run_id,
            attempt=self._attempt,
        )
        if self._task.log_to_file:
            self._lines.append(entry)
        else:
            self._sink(entry)

    @property
    def _attempt(self) -> int:
        return max(len(self._run.attempts) - 1, 0)

    def keep_log(self) -> str | None:
        """
        Keeps a log that goes to a file in internal storage; returns its URI, None if it is empty. It blocks.

        Where the file cannot be written, the log of the execution takes the entries after all.
        """
        if not self._lines:
            return None
        try:
            return self.put_file(f"attempt-{self._attempt}.log", "".join(each.line for each in self._lines).encode())
        except WavetankError as error:
            reason = f"The log cannot be kept in a file: {error}"
            for entry in (*self._lines, replace(self._lines[-1], level=Level.WARN, message=reason)):
                self._sink(entry)
            return None

    def count(self, name: str, value: float, /, **tags: str) -> None:
        """Adds a counter to the task run's metrics."""
        self._measure(name, "counter", value, tags)

    def time(self, name: str, seconds: float, /, **tags: str) -> None:
        """Adds a timer to the task run's metrics."""
        self._measure(name, "timer", seconds, tags)

    def gauge(self, name: str, value: float, /, **tags: str) -> None:
        """Adds a reading that goes up and down to the task run's metrics."""
        self._measure(name, "gauge", value, tags)

    def _measure(self, name: str, kind: str, value: float, tags: dict[str, str]) -> None:
        metric = Metric(
            at=self._surroundings.clock.now(),
            name=name,
            type=kind,
            value=value,
            execution_id=self.execution_id,
            task_id=self._task.id,
            task_run_id=self.task_run_id,
            tags=tags,
        )
        self._sink(metric)

    def set_labels(self, labels: dict[str, str]) -> None:
        """Gives the execution labels."""
        self._subflows.record(self._live, LabelsSet(at=self._surroundings.clock.now(), labels=labels))

    def set_variables(self, variables: dict[str, Any]) -> None:
        """Makes these the execution's own variables."""
        written = as_written(variables)
        self._subflows.record(self._live, VariablesSet(at=self._surroundings.clock.now(), variables=written))

    @property
    def own_variables(self) -> dict[str, Any]:
        """The execution's own variables, beside those of the flow."""
        return self._progress.state.variables

    async def switch_trigger(self, flow_key: str, trigger_id: str, *, on: bool) -> None:
        """Pauses the trigger of a flow, or has it go on."""
        assert self._surroundings.triggers is not None  # noqa: S101 - no task runs without a runtime
        await self._surroundings.triggers.switch(flow_key, trigger_id, on=on)

    def add_task_run(
        self,
        task_id: str,
        state: State,
        *,
        value: str | None = None,
        outputs: dict[str, Any] | None = None,
        error: str = "",
    ) -> str:
        """Adds a task run below that of the task: a piece of its work that has ended."""
        added = TaskRunAdded(
            at=self._surroundings.clock.now(),
            id=self._surroundings.ids(),
            task_id=task_id,
            parent_id=self.task_run_id,
            state=state,
            value=value,
            outputs=as_written(outputs),
            error=self._surroundings.masked(error),
        )
        self._subflows.report(self._live, added)
        return added.id

    async def resume(self, execution_id: str, inputs: Mapping[str, Any]) -> None:
        """Has a paused execution go on."""
        await self._executions.resume(execution_id, inputs)

    async def kill(self, execution_id: str, *, cascade: bool) -> None:
        """Ends an execution as KILLED."""
        await self._executions.kill_from_task(execution_id, cascade=cascade)

    def leave(self, state: State) -> None:
        """Ends the execution in this state as soon as nothing is at work in it."""
        self._executions.leave(self.execution_id, self._task.id, state)

    @property
    def _executions(self) -> ExecutionOperations:
        assert self._surroundings.executions is not None  # noqa: S101 - no task runs without a runtime
        return self._surroundings.executions

    def waiting(self) -> AbstractContextManager[None]:
        """Marks the block in which the task waits for what others do."""
        return self._surroundings.rest.waiting()

    def report(self, outputs: dict[str, Any]) -> None:
        """Shows outputs while the task is at work."""
        now = self._surroundings.clock.now()
        self._subflows.report(self._live, TaskRunReported(at=now, id=self.task_run_id, outputs=as_written(outputs)))

    async def start_flow(self, request: SubflowRequest, part: int = 0) -> str:
        """Starts another flow for this attempt; returns the id of its execution."""
        begun = self.rounds.append if request.loop is not None else lambda _: None
        return await self._subflows.start(self._live, self.task_run_id, request, part, begun=begun)

    async def flow_ended(self, execution_id: str) -> SubflowEnd:
        """Returns how an execution ended, once it has."""
        self.awaited.add(execution_id)
        end = await self._subflows.ended(execution_id)
        self.awaited.discard(execution_id)
        return end

    def file_uri(self, name: str) -> str:
        """Returns the URI of a file of this task run in internal storage."""
        flow = self._progress.flow
        return task_file(flow.namespace, flow.id, self.execution_id, self._task.id, self.task_run_id, name)

    def seen_from(self, execution_id: str, template: Any) -> Any:
        """Returns a value rendered with what an execution that has ended can see."""
        return self._subflows.seen_from(execution_id, template)

    def put_file(self, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file of this task run in internal storage; returns its URI."""
        return self.storage.put(self.file_uri(name), content)
