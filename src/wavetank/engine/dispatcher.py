from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from wavetank.abc.directory_task import DirectoryTask
from wavetank.abc.runnable_task import Outputs, Result, RunnableTask
from wavetank.core.results import after_round, attempt_over, begun_to_pause, block_over
from wavetank.core.written import as_written
from wavetank.durations import clock_text
from wavetank.engine.directories import Directories
from wavetank.engine.ending import Ending, ending_of, trace_of, writable
from wavetank.engine.failure import failure_text
from wavetank.engine.run_context import EngineRunContext
from wavetank.engine.task_result import TaskResult
from wavetank.engine.task_set import TaskSet, halt
from wavetank.errors import TaskError, TimeoutExceededError
from wavetank.model.level import Level
from wavetank.model.records import AnyRecord, RoundsOver, TaskRunEnded, TaskRunResolved, TaskRunStarted
from wavetank.model.state import State
from wavetank.pebble import truthy

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Sequence
    from datetime import timedelta

    from wavetank.abc.flowable_task import FlowableTask
    from wavetank.engine.conductor import Conductor
    from wavetank.engine.journal import Journal
    from wavetank.engine.live_execution import LiveExecution
    from wavetank.engine.subflows import Subflows
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.log_entry import LogEntry, Metric
    from wavetank.model.task import Task

# Quick tasks run on the loop for this long at a stretch; then events, timers and commits have their turn.
_SLICE = 0.004
_THREADS = 32


class Dispatcher:
    """
    Runs tasks: quick ones on the loop, in slices; asynchronous ones as tasks of the loop; others in worker threads.

    Attributes:
        conductor: Takes the records that say how it went.
        subflows: Starts the flows that tasks ask for.
    """

    conductor: Conductor
    subflows: Subflows

    def __init__(self, surroundings: Surroundings, journal: Journal) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._queue: deque[tuple[LiveExecution, str]] = deque()
        self._scheduled: asyncio.Handle | None = None
        self._tasks = TaskSet()
        self._halting = False
        self._beside: dict[str, set[asyncio.Task[Any]]] = {}
        self._directories = Directories()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        journal.settled = self._drain

    @cached_property
    def _limiter(self) -> anyio.CapacityLimiter:
        # Made with the first task that needs a thread, which brings much of anyio.
        return anyio.CapacityLimiter(_THREADS)

    def start(self, live: LiveExecution, run_id: str) -> None:
        """Runs the task of a task run, soon: with the others that the same commit lets go on, or in the next turn."""
        self._queue.append((live, run_id))
        if self._scheduled is None:
            self._scheduled = self._loop.call_soon(self._drain)

    def _drain(self) -> None:
        if self._scheduled is not None:
            self._scheduled.cancel()
            self._scheduled = None
        until = time.perf_counter() + _SLICE
        while self._queue:
            self._begin(*self._queue.popleft())
            if time.perf_counter() >= until:
                break
        if self._queue:
            self._scheduled = self._loop.call_soon(self._drain)

    def _begin(self, live: LiveExecution, run_id: str) -> None:
        if run_id not in live.progress.state.open:
            return
        task = live.progress.task(run_id)
        if live.progress.state.runs[run_id].state is not State.RUNNING:
            self._ask_run_if(live, run_id, task)
        elif not isinstance(task, RunnableTask):
            self._end(live, run_id, Ending(State.FAILED, error=f"{task.type} does no work that could be run"))
        elif task.quick and task.timeout is None and not (task.calls_out or task.is_cached or task.log_to_file):
            self._run_here(live, run_id, task)
        else:
            self._start_beside(live, run_id, self._run_beside(live, run_id, task))

    def _start_beside(self, live: LiveExecution, run_id: str, coroutine: Coroutine[Any, Any, None]) -> None:
        work = self._tasks.start(coroutine, f"task run {run_id}")
        self._beside.setdefault(live.id, set()).add(work)
        work.add_done_callback(lambda _: self._forget(live.id, work))

    def _ask_run_if(self, live: LiveExecution, run_id: str, task: Task) -> None:
        try:
            wanted = truthy(self._context(live, run_id).render(task.run_if))
        except Exception as error:  # noqa: BLE001 - whatever fails in an expression fails its task run
            text = f"runIf cannot be rendered: {failure_text(error)}"
            self._end(live, run_id, Ending(State.FAILED, error=text))
            return
        if not wanted:
            self._end(live, run_id, Ending(State.SKIPPED))
        elif task.is_cached:
            self._start_beside(live, run_id, self._ask_cache(live, run_id, task))
        else:
            self._start_attempt(live, run_id)

    def _start_attempt(self, live: LiveExecution, run_id: str) -> None:
        self.conductor.proceed(live, [TaskRunStarted(at=self._surroundings.clock.now(), id=run_id)])
        self._journal.after_commit(lambda _: self.start(live, run_id))

    async def _ask_cache(self, live: LiveExecution, run_id: str, task: Task) -> None:
        context = self._context(live, run_id, apart=True)
        found = await anyio.to_thread.run_sync(_found_in_cache, task, context)
        if found is None:
            self._start_attempt(live, run_id)
        else:
            self._end(live, run_id, Ending(State.SUCCESS, found[0]))

    def _run_here(self, live: LiveExecution, run_id: str, task: Any) -> None:
        context = self._context(live, run_id)
        try:
            ending = ending_of(task.run(context))
        except Exception as error:  # noqa: BLE001 - whatever a task raises fails its attempt
            ending = self._failure(context, error)
        self._end(live, run_id, ending)

    async def _run_beside(self, live: LiveExecution, run_id: str, task: Any) -> None:
        context = self._context(live, run_id, apart=not task.asynchronous)
        try:
            limit = context.resolve_or(task.timeout, None)
            ending = ending_of(await self._within(limit, live, task, context))
        except Exception as error:  # noqa: BLE001 - whatever a task raises fails its attempt
            ending = self._failure(context, error)
        if task.is_cached and ending.state is State.SUCCESS:
            await anyio.to_thread.run_sync(_keep_in_cache, task, context.for_thread(), ending.outputs)
        if task.log_to_file:
            ending = ending._replace(log_file=await anyio.to_thread.run_sync(context.keep_log))
        self._end(live, run_id, ending)

    def _kill_left(self, live: LiveExecution, left: Collection[str]) -> None:
        """Ends executions that an attempt has left behind, unless they go on elsewhere or in the next engine."""
        executions = self._surroundings.executions
        ours = live.progress.finished or self.conductor.live.get(live.id) is live
        if left and executions is not None and ours and not self._halting:
            executions.kill_left(left)

    async def _within(
        self, limit: timedelta | None, live: LiveExecution, task: Any, context: EngineRunContext
    ) -> Outputs | Result | None:
        try:
            with anyio.fail_after(limit.total_seconds() if limit is not None else None):
                if task.asynchronous:
                    outputs: Outputs | Result | None = await task.run(context)
                    return outputs
                return await anyio.to_thread.run_sync(task.run, context, limiter=self._limiter, abandon_on_cancel=True)
        except TimeoutError as error:
            if limit is None:
                raise
            self._kill_left(live, context.awaited)
            raise TimeoutExceededError(f"Timeout after {clock_text(limit)}") from error
        finally:
            # A thread goes on behind it: nobody can stop it, but it may ask.
            context.stopped = True
            self._kill_left(live, context.rounds)

    def _fail(self, live: LiveExecution, run_id: str, context: EngineRunContext, error: Exception) -> None:
        self._end(live, run_id, self._failure(context, error))

    def _failure(self, context: EngineRunContext, error: Exception) -> Ending:
        text = self._surroundings.masked(failure_text(error))
        context.log(Level.ERROR, text)
        if trace := trace_of(error):
            context.log(Level.TRACE, trace)
        return Ending(State.FAILED, writable(error.outputs) if isinstance(error, TaskError) else None, text)

    def _end(self, live: LiveExecution, run_id: str, ending: Ending) -> None:
        if run_id not in live.progress.state.open:
            # It was ended or taken out by hand, while its task could not be stopped.
            return
        ended = TaskRunEnded(
            at=self._surroundings.clock.now(),
            id=run_id,
            state=ending.state,
            outputs=ending.outputs,
            error=self._surroundings.masked(ending.error),
            log_file=ending.log_file,
        )
        self.conductor.proceed(live, attempt_over(live.progress, ended, self._surroundings.random.random()))

    def answer(self, live: LiveExecution, run_id: str) -> None:
        """Renders `runIf` and the question of a flowable task, and says how it goes on."""
        task = live.progress.flowable(run_id)
        if isinstance(task, DirectoryTask):
            self._start_beside(live, run_id, self._open_directory(live, run_id, task))
            return
        try:
            records = self._answered(live, run_id, task)
        except Exception as error:  # noqa: BLE001 - whatever fails in an expression fails its task run
            fault = TaskError(str(error)) if type(error) is ValueError else error
            self._fail(live, run_id, self._context(live, run_id), fault)
        else:
            self.conductor.proceed(live, records)

    def _answered(self, live: LiveExecution, run_id: str, flowable: FlowableTask) -> Sequence[AnyRecord]:
        context, now = self._context(live, run_id), self._surroundings.clock.now()
        task = live.progress.task(run_id)
        if not truthy(context.render(task.run_if)):
            return [TaskRunEnded(at=now, id=run_id, state=State.SKIPPED)]
        answer = as_written(context.render(flowable.question()))
        flowable.plan(answer)
        started: list[AnyRecord] = []
        if live.progress.state.runs[run_id].state is not State.RUNNING:
            started = [TaskRunStarted(at=now, id=run_id, attempt=False)]
        pausing = flowable.pausing(answer)
        if pausing is not None:
            return [*started, *begun_to_pause(live.progress, run_id, now, pausing)]
        return [*started, TaskRunResolved(at=now, id=run_id, answer=answer, outputs=flowable.outputs(answer))]

    async def _open_directory(self, live: LiveExecution, run_id: str, task: DirectoryTask) -> None:
        context = self._context(live, run_id)
        try:
            if not truthy(context.render(live.progress.task(run_id).run_if)):
                self._end(live, run_id, Ending(State.SKIPPED))
                return
            started = TaskRunStarted(at=self._surroundings.clock.now(), id=run_id, attempt=False)
            self.conductor.proceed(live, [started])
            self._directories.make(live.id, run_id)
            context = self._context(live, run_id, apart=True)
            await anyio.to_thread.run_sync(task.open, context, limiter=self._limiter, abandon_on_cancel=True)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong there fails the block
            await self._directories.remove(live.id, run_id)
            self._fail(live, run_id, context, error)
        else:
            self.conductor.proceed(live, [TaskRunResolved(at=self._surroundings.clock.now(), id=run_id)])

    def close(self, live: LiveExecution, run_id: str) -> None:
        """Keeps what is to be kept of the folder of a block, and ends the block."""
        task = live.progress.flowable(run_id)
        assert isinstance(task, DirectoryTask)  # noqa: S101 - the core asks it of no other
        self._start_beside(live, run_id, self._close_directory(live, run_id, task))

    async def _close_directory(self, live: LiveExecution, run_id: str, task: DirectoryTask) -> None:
        context = self._context(live, run_id, apart=True)
        try:
            left = await anyio.to_thread.run_sync(task.close, context, limiter=self._limiter, abandon_on_cancel=True)
            outputs = writable(left)
        except Exception as error:  # noqa: BLE001 - as above
            await self._directories.remove(live.id, run_id)
            self._fail(live, run_id, context, error)
        else:
            await self._directories.remove(live.id, run_id)
            self.conductor.proceed(live, [block_over(live.progress, run_id, self._surroundings.clock.now(), outputs)])

    def let_go(self, execution_id: str) -> None:
        """Removes what an execution that has ended may have left on this machine."""
        if self._directories.holds(execution_id):
            self._tasks.start(self._directories.let_go(execution_id), f"folders of execution {execution_id}")

    def ask_after_round(self, live: LiveExecution, run_id: str) -> None:
        """Renders the question that a loop asks after a round, and says how it goes on."""
        context, now = self._context(live, run_id), self._surroundings.clock.now()
        try:
            answer = as_written(context.render(live.progress.flowable(run_id).question_after()))
            records = after_round(live.progress, run_id, answer, now)
        except Exception as error:  # noqa: BLE001 - whatever fails in an expression fails its task run
            text = self._surroundings.masked(failure_text(error))
            records = [RoundsOver(at=now, id=run_id, state=State.FAILED, error=text)]
        for record in records:
            if isinstance(record, RoundsOver) and record.error:
                context.log(Level.ERROR if record.state is State.FAILED else Level.WARN, record.error)
        self.conductor.proceed(live, records)

    def _context(self, live: LiveExecution, run_id: str, *, apart: bool = False) -> EngineRunContext:
        directory = self._directories.path(live.id, live.progress.state.runs[run_id])
        return EngineRunContext(
            self._surroundings, live, run_id, self._keep, self.subflows, apart=apart, directory=directory
        )

    def _keep(self, entry: LogEntry | Metric) -> None:
        if threading.get_ident() == self._thread:
            self._journal.keep(entry)
        else:
            self._loop.call_soon_threadsafe(self._journal.keep, entry)

    def _forget(self, execution_id: str, work: asyncio.Task[Any]) -> None:
        works = self._beside[execution_id]
        works.discard(work)
        if not works:
            del self._beside[execution_id]

    def soon(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Does some work beside what runs now; it ends with the dispatcher."""
        self._tasks.start(work, name)

    def works_for(self, execution_id: str) -> bool:
        """Returns whether a task of an execution is at work, or about to be."""
        return execution_id in self._beside or any(live.id == execution_id for live, _ in self._queue)

    async def kill(self, execution_id: str) -> None:
        """Stops what runs for an execution; returns when all of it has ended."""
        await asyncio.gather(*(halt(work) for work in tuple(self._beside.get(execution_id, ()))))

    async def withdraw(self, execution_id: str) -> None:
        """Stops what runs for an execution that begins anew from what is on disk, and removes its folders."""
        self._queue = deque(waiting for waiting in self._queue if waiting[0].id != execution_id)
        await self.kill(execution_id)
        await self._directories.let_go(execution_id)

    async def halt(self) -> None:
        """Stops all tasks; their attempts begin anew when the execution goes on."""
        self._halting = True
        self._queue.clear()
        await self._tasks.halt()
        await self._directories.halt()


def _found_in_cache(task: Task, context: EngineRunContext) -> tuple[Outputs | None] | None:
    if context.directory is not None:
        return None
    try:
        return TaskResult(task, context).find()
    except Exception as error:  # noqa: BLE001 - what cannot be found is made anew
        context.log(Level.WARN, f"Nothing is taken from the task cache: {failure_text(error)}")
        return None


def _keep_in_cache(task: Task, context: EngineRunContext, outputs: Outputs | None) -> None:
    if context.directory is not None:
        return
    try:
        TaskResult(task, context).keep(outputs)
    except Exception as error:  # noqa: BLE001 - the task did its work all the same
        context.log(Level.WARN, f"Nothing is kept in the task cache: {failure_text(error)}")
