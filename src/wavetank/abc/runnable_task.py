from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta
    from pathlib import Path

    from wavetank.abc.file_storage import FileStorage
    from wavetank.engine.history import History
    from wavetank.engine.namespaces import Namespaces
    from wavetank.model.level import Level
    from wavetank.model.property import Property
    from wavetank.model.state import State
    from wavetank.model.subflow_request import SubflowEnd, SubflowRequest
    from wavetank.model.task import Task

T = TypeVar("T")
D = TypeVar("D")
Outputs = dict[str, Any]


class RunContext(Protocol):
    """
    What a task may do while it runs: everything that reaches outside the task goes through here.

    All of it may be used from the thread in which the task runs.

    Attributes:
        namespace: The namespace of the flow.
        namespaces: What flows keep in namespaces: keys and files.
        history: The executions and logs of the engine.
        settings: Settings of the engine that tasks act on, by key, as `wavetank.docker`.
        directory: The folder in which the task works together with others; None: it makes one of its own.
        stopped: The attempt was given up, killed or out of time: what still runs for it in a thread may look, and end.
    """

    execution_id: str
    task_run_id: str
    namespace: str
    storage: FileStorage
    namespaces: Namespaces
    history: History
    settings: Mapping[str, Any]
    directory: Path | None
    stopped: bool

    @property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see (language reference, section 15)."""

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        """
        Renders text, maps (keys and values) and lists; other values come back as they are.

        Args:
            value: What is written.
            typed: A text that is one expression gives its value, not its text.
            extra: Variables that expressions see beside `variables`.
        """

    def render_row(self, template: str, row: Mapping[str, Any]) -> str:
        """Returns the text of a template that sees the fields of a row, and nothing else."""

    def resolve(self, written: Property[T]) -> T:
        """Returns the value of a property that may be written as an expression."""

    def resolve_or(self, written: Property[T] | None, default: D) -> T | D:
        """Returns the value of a property, or the default of one that is left out or blank."""

    def new_id(self) -> str:
        """Returns a new id, as for the name of a file."""

    def now(self) -> datetime:
        """Returns the present moment of the engine's clock."""

    async def sleep(self, length: timedelta) -> None:
        """Returns when so much time of the engine's clock has passed. Only for tasks on the loop."""

    def encrypted(self, text: str) -> dict[str, str]:
        """
        Returns a text as it may stand in outputs: encrypted with the engine's key, and decrypted for expressions.

        Raises:
            SecretError: The engine has no key.
        """

    def open(self, uri: str) -> BinaryIO:
        """
        Opens a file for reading: a `kestra:///` or `nsfile:///` URI, or the path of a file of the flow's namespace.

        Raises:
            NotFoundError: There is none.
            StorageError: The URI is refused.
        """

    def for_thread(self) -> RunContext:
        """Returns this context for a worker thread; an asynchronous task asks for it before it starts one."""

    def task_of(self, written: Mapping[str, Any]) -> Task:
        """
        Returns the task that a map with `type` describes; its id is this task's if it has none.

        Raises:
            TaskError: It describes none.
        """

    def log(self, level: Level, message: str) -> None:
        """Adds a message to the task run's log, with secrets masked."""

    def count(self, name: str, value: float, /, **tags: str) -> None:
        """Adds a counter to the task run's metrics."""

    def time(self, name: str, seconds: float, /, **tags: str) -> None:
        """Adds a timer to the task run's metrics."""

    def gauge(self, name: str, value: float, /, **tags: str) -> None:
        """Adds a reading that goes up and down to the task run's metrics."""

    def set_labels(self, labels: dict[str, str]) -> None:
        """Gives the execution labels. Only for tasks on the loop."""

    def set_variables(self, variables: dict[str, Any]) -> None:
        """Makes these the execution's own variables. Only for tasks on the loop."""

    @property
    def own_variables(self) -> dict[str, Any]:
        """The execution's own variables, beside those of the flow."""

    async def switch_trigger(self, flow_key: str, trigger_id: str, *, on: bool) -> None:
        """
        Pauses the trigger of a flow, `namespace.id`, or has it go on. Only for tasks on the loop.

        Raises:
            NotFoundError: There is no such flow or trigger.
        """

    def add_task_run(
        self,
        task_id: str,
        state: State,
        *,
        value: str | None = None,
        outputs: Outputs | None = None,
        error: str = "",
    ) -> str:
        """
        Adds a task run below that of the task: a piece of its work that has ended. Only for tasks on the loop.

        Args:
            task_id: What the piece is called.
            state: How it ended.
            value: Tells it apart from others of that name.
            outputs: What it left; expressions find it below `task_id`.
            error: Why it failed, in a sentence.

        Returns:
            The id of the task run.
        """

    async def resume(self, execution_id: str, inputs: Mapping[str, Any]) -> None:
        """
        Has a paused execution go on. Only for tasks on the loop.

        Raises:
            NotFoundError, StateError, InputError: It does not.
        """

    async def kill(self, execution_id: str, *, cascade: bool) -> None:
        """
        Ends an execution as KILLED, with those that it made if `cascade`. Only for tasks on the loop.

        Raises:
            NotFoundError, StateError: There is none, or it has ended.
        """

    def leave(self, state: State) -> None:
        """Ends the execution in this state as soon as nothing is at work in it. Only for tasks on the loop."""

    def waiting(self) -> AbstractContextManager[None]:
        """Marks the block in which the task waits for what others do. Only for tasks on the loop."""

    def report(self, outputs: Outputs) -> None:
        """Shows outputs while the task is at work; what it returns takes their place. Only for tasks on the loop."""

    async def start_flow(self, request: SubflowRequest, part: int = 0) -> str:
        """
        Starts another flow for this attempt; returns the id of its execution. Only for tasks on the loop.

        `part` tells several executions of one attempt apart.
        """

    async def flow_ended(self, execution_id: str) -> SubflowEnd:
        """Returns how an execution ended, once it has. Only for tasks on the loop."""

    def file_uri(self, name: str) -> str:
        """Returns the URI at which `put_file` keeps a file; with an empty name, that of their folder."""

    def seen_from(self, execution_id: str, template: Any) -> Any:
        """
        Returns a value rendered with what an execution that has ended can see. Only for tasks on the loop.

        Raises:
            NotFoundError: It is no longer there.
        """

    def put_file(self, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file of this task run in internal storage; returns its URI."""


class Result(NamedTuple):
    """
    What a task leaves that ends in another state than SUCCESS without having failed.

    Attributes:
        keeps_nulls: Outputs without a value stay, too.
    """

    state: State
    outputs: Outputs
    keeps_nulls: bool = False


class RunnableTask(ABC):
    """
    A task that does work.

    - `run` is called once for each attempt, only after all that the attempt depends on is on disk.
    - `async def run` runs on the engine's loop and must not block it. `def run` runs in a worker thread, unless the
      class says `quick`: then it runs on the loop, and takes well under a millisecond. A task whose `asynchronous`
      differs from task to task gives an awaitable where it is true.
    - A class that `steers` makes or changes executions; on a server no worker runs it, so that it cannot stand in a
      WorkingDirectory.
    - What `run` returns becomes `outputs.<task id>`; keys with None are dropped, values must be writable as JSON.
    - An exception fails the attempt: a WavetankError with its sentence, anything else with its type too.
    - An asynchronous task that is cancelled lets go of everything before it ends.
    """

    quick: ClassVar[bool] = False
    steers: ClassVar[bool] = False

    @property
    def asynchronous(self) -> bool:
        """Whether `run` belongs on the engine's loop."""
        return inspect.iscoroutinefunction(self.run)

    @abstractmethod
    def run(self, context: RunContext) -> Outputs | Result | Awaitable[Outputs | Result | None] | None:
        """Does the work; returns the outputs."""
