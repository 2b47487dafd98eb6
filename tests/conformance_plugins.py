"""The task types of Kestra's test tree, for the conformance cases: importing this registers them."""

from __future__ import annotations

import asyncio
import itertools
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import PrivateAttr

from wavetank.abc.event_source import Poll, PollingTrigger, RealtimeTrigger
from wavetank.abc.runnable_task import Result, RunnableTask
from wavetank.api.assembly import REGISTRY
from wavetank.durations import format_duration
from wavetank.engine.working_directory import WorkingDirectory
from wavetank.errors import SecretError, SourceError, TaskError
from wavetank.model.event import Event
from wavetank.model.level import Level
from wavetank.model.part import Duration, Part
from wavetank.model.state import State
from wavetank.model.task import Task
from wavetank.model.trigger import Trigger
from wavetank.plugins.core.flow.sequential import Sequential
from wavetank.plugins.core.flow.subflow import Subflow

if TYPE_CHECKING:
    from wavetank.abc.event_source import ListenContext, SourceContext
    from wavetank.abc.runnable_task import Outputs, RunContext

_TASKS = "io.kestra.core.tasks.test"
_RUNNERS = "io.kestra.core.runners"
_SCHEDULERS = "io.kestra.core.schedulers"
_DEFAULTS = "io.kestra.core.services"
_FAILING = 10


class BadSequential(Sequential):
    """A block whose state cannot be told."""

    def conclude(self, state: State) -> State:
        """Fails."""
        raise ValueError("BAM")


class BadExecutable(Subflow):
    """A subflow whose result cannot be handled."""

    async def run(self, context: RunContext) -> Outputs | Result | None:
        """Fails when the other flow has ended."""
        await super().run(context)
        raise TaskError("An error")


class DefaultSequential(Sequential):
    """A block whose output is its property."""

    def_: str | None = None

    model_config: ClassVar[Any] = Sequential.model_config | {
        "alias_generator": lambda name: "def" if name == "def_" else Sequential.model_config["alias_generator"](name)
    }

    def outputs(self, answer: Any) -> dict[str, Any]:
        """Returns `def`."""
        return {"def": self.def_}


class DynamicTask(Task, RunnableTask):
    """Adds a task run below its own."""

    quick: ClassVar[bool] = True

    fail: bool = False

    def run(self, context: RunContext) -> Outputs | None:
        """Adds it, and fails with it if it is told to."""
        state = State.FAILED if self.fail else State.SUCCESS
        context.add_task_run(context.new_id(), state, value=context.task_run_id)
        if self.fail:
            raise TaskError("Task failed")
        return None


class ListenersTestTask(Task, RunnableTask):
    """Tells of the execution that it stands behind."""

    quick: ClassVar[bool] = True

    def run(self, context: RunContext) -> Outputs:
        """Returns the id and the flow of the execution."""
        flow = context.variables["flow"]
        return {"value": f"Execution(id={context.execution_id}, flowId={flow['id']})"}


class TaskWithAlias(Task, RunnableTask):
    """A task with a former name."""

    message: str

    def run(self, context: RunContext) -> Outputs | None:
        """Logs the message."""
        context.log(Level.INFO, context.render(self.message))
        return None


class TaskThatFail(Task, RunnableTask):
    """A task that fails, and yet leaves something."""

    message: str

    def run(self, context: RunContext) -> Outputs | None:
        """Fails."""
        raise TaskError("It fails, as it should.", outputs={"message": context.render(self.message)})


class WorkerTaskResultTooLarge(Task, RunnableTask):
    """A task with very long outputs."""

    def run(self, context: RunContext) -> Outputs:
        """Returns more than a megabyte."""
        return {"value": "a" * 1_100_000}


class Encrypted(Task, RunnableTask):
    """A task whose output is kept encrypted, if there is a key."""

    format: str

    def run(self, context: RunContext) -> Outputs:
        """Returns `format`."""
        text = context.render(self.format)
        try:
            return {"value": context.encrypted(text)}
        except SecretError:
            return {"value": text}


class NullOutputTask(Task, RunnableTask):
    """A task with an output that has no value."""

    def run(self, context: RunContext) -> Result:
        """Returns a null that stays."""
        return Result(State.SUCCESS, {"value": None}, keeps_nulls=True)


class Read(Task, RunnableTask):
    """Reads a file of the working directory."""

    path: str

    def run(self, context: RunContext) -> Outputs:
        """Returns the text of the file."""
        with WorkingDirectory(context.directory) as directory:
            return {"value": directory.resolve(context.render(self.path).lstrip("/")).read_text()}


class DeprecatedTask(Task, RunnableTask):
    """A task that should not be used any more."""

    deprecated: ClassVar[dict[str, str]] = {"type": "Use another one.", "additionalProperty": "Leave it out."}

    additional_property: str | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Does nothing."""
        return None


class TestEvent(Poll):
    """What a test trigger found."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def acknowledge(self) -> None:
        """Does nothing: nothing was taken from anywhere."""


class TestPoll(Trigger, PollingTrigger):
    """A polling trigger of the tests: what it fires with, and how long it takes."""

    interval: Duration = timedelta(minutes=1)

    def found(self) -> dict[str, Any] | None:
        """Returns the variables of an event; None if there is none."""
        return None

    def poll(self, context: SourceContext) -> Poll | None:
        """Looks once."""
        variables = self.found()
        return None if variables is None else TestEvent(self.event_of(variables, context))

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event with these variables."""
        return Event(identities=(context.new_id(),), variables=dict(sample))


class TriggerWithAlias(TestPoll):
    """A trigger with a former name."""

    interval: Duration = timedelta(hours=1)


class PollingTest(TestPoll):
    """Fires after a while."""

    duration: int = 1000

    def found(self) -> dict[str, Any] | None:
        """Sleeps, and fires."""
        time.sleep(self.duration / 1000)
        return {}


class SleepTrigger(TestPoll):
    """Sleeps, and never fires."""

    duration: int

    def found(self) -> dict[str, Any] | None:
        """Sleeps."""
        time.sleep(self.duration / 1000)
        return None


class UnitTest(TestPoll):
    """Fires each other time, and takes longer in between."""

    interval: Duration = timedelta(seconds=2)
    default_injected: str | None = None

    _counter: Any = PrivateAttr(default_factory=lambda: itertools.count(1))

    def found(self) -> dict[str, Any] | None:
        """Counts."""
        number = next(self._counter)
        if number % 2 == 0:
            time.sleep(4)
            return None
        return {"counter": number, "defaultInjected": self.default_injected or "ko"}


class SleepTriggerTest(TestPoll):
    """Fires after a while with how long it took."""

    interval: Duration = timedelta(seconds=2)
    sleep: Duration

    def found(self) -> dict[str, Any] | None:
        """Sleeps, and fires."""
        time.sleep(self.sleep.total_seconds())
        return {"sleep": format_duration(self.sleep)}


class RealtimeUnitTest(Trigger, RealtimeTrigger):
    """Emits so many events, or fails at the tenth."""

    executions_to_create: int = 0
    failed: bool = False

    _started: Any = PrivateAttr(default_factory=lambda: itertools.count(1))

    async def listen(self, context: ListenContext) -> None:
        """Emits, and listens on."""
        context.ready()
        started = next(self._started)
        for number in range(1, self.executions_to_create + 1):
            if self.failed and number == _FAILING:
                raise SourceError("The stream is broken.")
            variables = {"startedEvaluate": started, "executionCount": number}
            await context.receive([self.event_of(variables, context)])
        await asyncio.Event().wait()

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event with these variables."""
        return Event(identities=(context.new_id(),), variables=dict(sample))


class TestList(Part):
    """An entry of `DefaultTester`."""

    val: Any = None


class TestProperty(Part):
    """A property of `DefaultTester`."""

    here: str | None = None
    lists: tuple[TestList, ...] = ()


class Idle(Task, RunnableTask):
    """A task that does nothing."""

    def run(self, context: RunContext) -> Outputs | None:
        """Does nothing."""
        return None


class DefaultTester(Idle):
    """A task with properties of many kinds."""

    value: int | None = None
    set: int | None = None
    double_value: float | None = None
    arrays: tuple[int, ...] = ()
    property: TestProperty | None = None
    default_value: str = "default"


class DefaultPrecedenceTester(Idle):
    """A task with three texts."""

    prop_foo: str | None = None
    prop_bar: str | None = None
    prop_baz: str | None = None


class DefaultTriggerTester(TestPoll):
    """A trigger with a property that a default sets."""

    interval: Duration = timedelta(seconds=1)
    set: int | None = None


class AnythingGoes(Idle):
    """A task that takes any property."""

    model_config: ClassVar[Any] = Idle.model_config | {"extra": "allow"}


REGISTRY.register(f"{_TASKS}.BadSequential", BadSequential)
REGISTRY.register(f"{_TASKS}.BadExecutable", BadExecutable)
REGISTRY.register(f"{_TASKS}.DynamicTask", DynamicTask)
for number in (1, 2, 3):
    REGISTRY.register(f"{_RUNNERS}.PluginDefaultsCaseTest$DefaultSequential{number}", DefaultSequential)
REGISTRY.register(f"{_RUNNERS}.ListenersTestTask", ListenersTestTask)
# The module may be run from its file, without a name by which pydantic would find what the annotations mean.
for part in (TestPoll, TriggerWithAlias, PollingTest, SleepTrigger, UnitTest, SleepTriggerTest, DefaultTriggerTester):
    part.model_rebuild(_types_namespace=globals())
for part in (TestProperty, DefaultTester):
    part.model_rebuild(_types_namespace=globals())

REGISTRY.register(f"{_RUNNERS}.test.TaskWithAlias", TaskWithAlias, f"{_RUNNERS}.test.task.Alias")
REGISTRY.register(f"{_RUNNERS}.test.TriggerWithAlias", TriggerWithAlias, f"{_RUNNERS}.test.trigger.Alias")
REGISTRY.register(f"{_RUNNERS}.test.TaskThatFail", TaskThatFail)
REGISTRY.register(f"{_RUNNERS}.test.WorkerTaskResultTooLarge", WorkerTaskResultTooLarge)
for task in (Encrypted, NullOutputTask, Read, SleepTrigger):
    REGISTRY.register(f"{_TASKS}.{task.__name__}", task)
REGISTRY.register(f"{_TASKS}.PollingTrigger", PollingTest)
REGISTRY.register("io.kestra.core.plugins.test.DeprecatedTask", DeprecatedTask)
REGISTRY.register(f"{_SCHEDULERS}.AbstractSchedulerTest$UnitTest", UnitTest)
REGISTRY.register(f"{_SCHEDULERS}.SchedulerTriggerChangeTest$SleepTriggerTest", SleepTriggerTest)
REGISTRY.register(f"{_SCHEDULERS}.SchedulerStreamingTest$RealtimeUnitTest", RealtimeUnitTest)
for tester in (DefaultTester, DefaultPrecedenceTester):
    name = f"{_DEFAULTS}.PluginDefaultServiceTest${tester.__name__}"
    REGISTRY.register(name, tester, f"{_DEFAULTS}.{tester.__name__}Alias")
REGISTRY.register(f"{_DEFAULTS}.PluginDefaultServiceTest$DefaultTriggerTester", DefaultTriggerTester)
REGISTRY.register("io.kestra.test", AnythingGoes)
