from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, PrivateAttr

from wavetank.model.apart import Apart
from wavetank.model.check import Check
from wavetank.model.concurrency import Concurrency
from wavetank.model.input import Input
from wavetank.model.labels import Labels
from wavetank.model.listener import Listener
from wavetank.model.output import Output
from wavetank.model.part import Part
from wavetank.model.plugin_default import PluginDefault
from wavetank.model.retry import Retry
from wavetank.model.sla import Sla
from wavetank.model.task import AnyTask, Task, Tasks
from wavetank.model.trigger import AnyTrigger, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wavetank.model.drawing import Drawing, ShownExecution
    from wavetank.model.flow_graph import FlowGraph

FindFlow = Callable[[str], "Flow | None"]


class Flow(Part):
    """
    A flow as it is written (language reference, section 2), with the revision that its home gave it.

    Attributes:
        variables: Left unrendered; an expression reads them as `vars`.
        errors: Run in order once a task has failed for good.
        finally_: Run last, while the execution is RUNNING; written `finally`.
        listeners: The former way to have tasks run when the execution has ended.
        after_execution: Run when the execution has ended; nothing that they do changes its state.
        revision: 1 for the first text of a flow, one more for each text that differs; 0 until it is deployed.
        source: The text that the flow was read from.
    """

    not_yet: ClassVar[frozenset[str]] = frozenset({"workerGroup"})
    literal: ClassVar[frozenset[str]] = frozenset({"id", "namespace", "description", "labels", "variables"})
    gone: ClassVar[dict[str, str]] = {
        "listeners": "Write the tasks into `afterExecution`, their conditions into `when`.",
        **dict.fromkeys(
            ("pluginDefaults", "taskDefaults"), "Write the values into the tasks, or into the server's configuration."
        ),
    }
    former: ClassVar[dict[str, str]] = {"taskDefaults": "pluginDefaults"}
    deprecated: ClassVar[dict[str, str]] = {"listeners": "Use `afterExecution`, or a Flow trigger in another flow."}

    id: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$", max_length=100)]
    namespace: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=150)]
    description: str | None = None
    labels: Labels = Field(default_factory=dict)
    inputs: tuple[Annotated[Input, Apart()], ...] = ()
    outputs: tuple[Annotated[Output, Apart()], ...] = ()
    variables: dict[str, Any] = Field(default_factory=dict)
    tasks: Annotated[Tasks, Field(min_length=1)]
    errors: tuple[AnyTask, ...] = ()
    finally_: Annotated[Tasks, Field(alias="finally")] = ()
    after_execution: Tasks = ()
    listeners: tuple[Annotated[Listener, Apart()], ...] = ()
    triggers: tuple[AnyTrigger, ...] = ()
    plugin_defaults: tuple[Annotated[PluginDefault, Apart()], ...] = ()
    task_defaults: tuple[Annotated[PluginDefault, Apart()], ...] = ()
    disabled: bool = False
    tenant_id: str | None = None
    # Known to the language, refused at deployment by this version: see `not_yet`.
    retry: Annotated[Retry, Apart()] | None = None
    concurrency: Annotated[Concurrency, Apart()] | None = None
    sla: tuple[Annotated[Sla, Apart()], ...] = ()
    checks: tuple[Annotated[Check, Apart()], ...] = ()
    worker_group: Any = None

    _revision: int = PrivateAttr(default=0)
    _source: str = PrivateAttr(default="")
    _find: FindFlow | None = PrivateAttr(default=None)

    @property
    def revision(self) -> int:
        """The number of this text among the texts of the flow."""
        return int(self._kept("_revision"))

    @property
    def source(self) -> str:
        """The text that the flow was read from."""
        return str(self._kept("_source"))

    @property
    def key(self) -> str:
        """`namespace.id`, by which the engine knows the flow."""
        return f"{self.namespace}.{self.id}"

    def _kept(self, name: str) -> Any:
        """Returns a private attribute from where pydantic keeps it: by its name it takes thirty times as long."""
        assert self.__pydantic_private__ is not None  # noqa: S101 - there are some
        return self.__pydantic_private__[name]

    def deployed_among(self, find: FindFlow) -> None:
        """Tells the flow how the flows are found that it is deployed with."""
        self._find = find

    def graph(self, execution: ShownExecution | None = None, expand: Iterable[str] = ()) -> FlowGraph:
        """
        Returns what follows what in the flow: `.nodes`, `.edges` and `.clusters`.

        Args:
            execution: One of the flow; its task runs are shown with their states, and loops with their rounds.
            expand: The ids of nodes of Subflow tasks, as `root.block.task`, that are drawn with what is inside of them.

        Raises:
            NotFoundError: There is no such node, or the flow that it runs is not deployed.
            StateError: Which flow it runs follows from an execution, and none is given.
        """
        kind: type[Drawing] = import_module("wavetank.model.drawing").Drawing
        return kind(self._find, execution, expand).draw(self)

    def read_from(self, source: str) -> None:
        """Tells the flow the text that it was read from."""
        self._source = source

    def deployed_as(self, revision: int, source: str) -> Flow:
        """Returns the flow with its revision and text."""
        flow = self.model_copy()
        flow._revision, flow._source = revision, source  # noqa: SLF001 - of the same class
        return flow

    def trigger(self, trigger_id: str) -> Trigger | None:
        """Returns the trigger with this id, or None."""
        return next((trigger for trigger in self.triggers if trigger.id == trigger_id), None)

    def walk(self) -> Iterator[Task]:
        """Returns every task of the flow, a parent before its children; those of `afterExecution` last."""
        heard = [task for listener in self.listeners for task in listener.tasks]
        return walk((*self.tasks, *self.errors, *self.finally_, *heard, *self.after_execution))

    @cached_property
    def asserts(self) -> bool:
        """Whether an SLA asks something at each step of an execution."""
        return any(sla.assert_ is not None for sla in self.sla)

    @cached_property
    def tasks_by_id(self) -> dict[str, Task]:
        """Every task of the flow by its id."""
        return {task.id: task for task in self.walk()}


def walk(tasks: tuple[Task, ...]) -> Iterator[Task]:
    """Gives these tasks and all that stand inside them, a parent before its children."""
    waiting = [*reversed(tasks)]
    while waiting:
        task = waiting.pop()
        yield task
        waiting.extend(reversed(task.children()))
