from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any

import anyio.to_thread

from wavetank.abc.event_source import CalledTrigger
from wavetank.engine.failure import failure_text
from wavetank.engine.source_context import EngineSourceContext
from wavetank.engine.task_set import TaskSet
from wavetank.errors import SourceError, WavetankError
from wavetank.model.level import Level
from wavetank.server.receiver.drain import Drain
from wavetank.server.receiver.inbox import Inbox
from wavetank.server.receiver.messages import (
    Answer,
    Arrived,
    Await,
    Door,
    DoorOpen,
    Ended,
    FlowHooks,
    Heard,
    Hook,
    Hooks,
    HooksKnown,
    Listen,
    Logged,
    Question,
    Ready,
    Reply,
    Stop,
    Unlisten,
)
from wavetank.server.webhook_answers import WebhookAnswers
from wavetank.server.webhook_door import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from multiprocessing.connection import Connection
    from pathlib import Path

    from starlette.responses import Response

    from wavetank.abc.event_source import ListenContext, RealtimeTrigger
    from wavetank.engine.runtime import Runtime
    from wavetank.engine.watch import Watch
    from wavetank.model.event import Event

_PATIENCE_SECONDS = 30.0
_LAST_SECONDS = 2.0
_AGAIN_SECONDS, _LONGEST_PAUSE = 0.1, 10.0


class Outpost:
    """
    The engine's side of a receiver: starts the process and starts it again when it dies, tells it what to listen to,
    and has what it received taken in.

    Args:
        runtime: The engine.
        home: The folder of the home.
        inbox: The file in which the receiver puts events.
    """

    def __init__(self, runtime: Runtime, home: Path, inbox: Path) -> None:
        self._runtime = runtime
        self._arguments = (str(home), str(inbox))
        self._loop = asyncio.get_running_loop()
        self._inbox = Inbox(inbox)
        self._drain = Drain(runtime, self._inbox, self._with_log)
        self._answers = WebhookAnswers(runtime)
        self._arrived = asyncio.Event()
        self._tasks = TaskSet()
        self._connection: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._contexts: dict[int, ListenContext] = {}
        self._ends: dict[int, asyncio.Future[None]] = {}
        self._door: Door | None = None
        self._opened: asyncio.Future[str] | None = None
        self._version = 0
        self._told: dict[str, FlowHooks] = {}
        self._stale: set[str] = set()
        self._known = asyncio.Condition()
        self._known_version = 0
        self._stopping = self._publishing = False
        self._pause = _AGAIN_SECONDS
        self.url = ""

    @property
    def process_id(self) -> int | None:
        """Of the process, None while there is none."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Starts the process, and takes in what an earlier one left."""
        self._spawn()
        self._runtime.flow_changed = self._publish_soon
        self._tasks.start(self._take_in(), "inbox")
        self._arrived.set()

    def _spawn(self) -> None:
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "wavetank.server.receiver", str(theirs.fileno()), *self._arguments]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603
        theirs.close()
        self._connection = ours
        listening = (ours, self._process)
        threading.Thread(target=self._hear, args=listening, daemon=True, name="wavetank-receiver").start()

    def _hear(self, connection: Connection, process: subprocess.Popen[bytes]) -> None:
        with suppress(EOFError, OSError):
            while True:
                message = connection.recv()
                self._loop.call_soon_threadsafe(self._take, message)
        process.wait()
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._gone, connection)

    def _gone(self, connection: Connection) -> None:
        """The process has ended: its listeners are tried again by the engine, the door is opened again here."""
        connection.close()
        if self._connection is not connection:
            return
        self._connection = self._process = None
        for end in self._ends.values():
            if not end.done():
                end.set_exception(SourceError("The receiver's process ended; it is started again."))
        if not self._stopping:
            self._tasks.start(self._come_back(), "receiver")

    async def _come_back(self) -> None:
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._spawn()
        if self._door is not None:
            self._tell(dict(self._told))
            self._send(self._door)

    async def open_door(self, host: str, port: int) -> str:
        """
        Has requests received; returns where.

        Raises:
            WavetankError: The port cannot be had, or the process does not answer.
        """
        if self._opened is None:
            self._opened = self._loop.create_future()
            self._door = Door(host, port)
            self._send(self._door)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await asyncio.shield(self._opened)
        except TimeoutError:
            raise WavetankError(f"The receiver's process does not answer after {_PATIENCE_SECONDS:g} s.") from None

    async def published(self, flow_keys: Iterable[str]) -> None:
        """Returns when requests for these flows are answered by what is deployed now."""
        self._stale.update(flow_keys)
        self._publish()
        wanted = self._version
        async with asyncio.timeout(_PATIENCE_SECONDS), self._known:
            await self._known.wait_for(lambda: self._known_version >= wanted)

    def _publish_soon(self, flow_key: str) -> None:
        self._stale.add(flow_key)
        if not self._publishing:
            self._publishing = True
            self._loop.call_soon(self._publish)

    def _publish(self) -> None:
        self._publishing = False
        stale, self._stale = self._stale, set()
        present = {key: self._hooks_of(key) for key in stale}
        changed = {key: hooks for key, hooks in present.items() if hooks != self._told.get(key)}
        if changed:
            self._note_told(changed)
            self._tell(changed)

    def _note_told(self, changed: Mapping[str, FlowHooks | None]) -> None:
        for key, hooks in changed.items():
            if hooks is None:
                self._told.pop(key, None)
            else:
                self._told[key] = hooks

    def _hooks_of(self, flow_key: str) -> FlowHooks | None:
        flow = self._runtime.flows.get(flow_key)
        if flow is None:
            return None
        hooks = (
            Hook(flow_key, watch.flow.revision, watch.key, watch.trigger, _is_judged(watch))
            for watch in self._runtime.supervisor.of(flow_key)
            if watch.key and isinstance(watch.trigger, CalledTrigger)
        )
        return FlowHooks(flow.disabled, tuple(hooks))

    def _tell(self, changed: Mapping[str, FlowHooks | None]) -> None:
        self._version += 1
        self._send(Hooks(self._version, dict(changed)))

    async def listen(self, trigger: RealtimeTrigger, context: ListenContext) -> None:
        """Listens to the source of a trigger in the process, until it is cancelled."""
        number = next(self._numbers)
        end: asyncio.Future[None] = self._loop.create_future()
        self._contexts[number], self._ends[number] = context, end
        try:
            self._send(Listen(number, context.namespace, context.flow_id, trigger))
            await asyncio.shield(end)
        except asyncio.CancelledError:
            self._send(Unlisten(number))
            with suppress(SourceError, TimeoutError):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await asyncio.shield(end)
            raise
        finally:
            del self._contexts[number], self._ends[number]

    def _send(self, message: object) -> None:
        if self._connection is None:
            if isinstance(message, Listen):
                raise SourceError("The receiver's process is being started again.")
            return
        with suppress(OSError):
            self._connection.send(message)

    def _take(self, message: object) -> None:
        if isinstance(message, Arrived):
            self._arrived.set()
        elif isinstance(message, Await):
            self._send(Heard(message.asked))
            self._tasks.start(self._reply(message, self._connection), f"answer to a request of {message.flow}")
        elif isinstance(message, Question):
            self._send(self._answer(message))
        elif isinstance(message, Ready) and message.number in self._contexts:
            self._contexts[message.number].ready(message.detail)
        elif isinstance(message, Logged) and message.number in self._contexts:
            self._contexts[message.number].log(Level(message.level), message.message)
        elif isinstance(message, Ended):
            self._end(message)
        elif isinstance(message, DoorOpen):
            self._open(message)
        elif isinstance(message, HooksKnown):
            self._tasks.start(self._note(message.version), "hooks")

    async def _reply(self, request: Await, connection: Connection | None) -> None:
        """Answers a request as the engine's own door would, if the process that has it still lives."""
        with self._runtime.surroundings.rest.waiting():
            await self._drain.taken(request.flow, request.trigger_id, request.identity)
            response = await self._response(request)
        if self._connection is connection:
            self._send(Reply(request.asked, response.status_code, bytes(response.body), response.media_type))

    async def _response(self, request: Await) -> Response:
        scope, flow = {"path": request.path}, self._runtime.flows.get(request.flow)
        trigger = flow.trigger(request.trigger_id) if flow is not None else None
        namespace, _, flow_id = request.flow.rpartition(".")
        verdicts = self._runtime.surroundings.store.verdicts(
            namespace=namespace, flow_id=flow_id, identity=request.identity, limit=None
        )
        verdict = next((each for each in verdicts if each.trigger_id == request.trigger_id), None)
        if verdict is None or not isinstance(trigger, CalledTrigger):
            return refusal(scope, 404, "Webhook not found")
        return await self._answers.of(scope, verdict, trigger)

    async def _with_log(self, flow_key: str, trigger_id: str, event: Event) -> Event:
        place = (flow_key, trigger_id)
        for context in self._contexts.values():
            known = (f"{context.namespace}.{context.flow_id}", context.trigger_id) == place
            if known and isinstance(context, EngineSourceContext):
                return await anyio.to_thread.run_sync(context.keep_log, event)
        return event

    def _answer(self, question: Question) -> Answer:
        try:
            method: Any = getattr(self._contexts[question.number], question.what)
            return Answer(question.asked, method(*question.arguments, **question.named))
        except Exception as error:  # noqa: BLE001 - whatever fails in an expression is the listener's fault to tell
            return Answer(question.asked, fault=failure_text(error))

    def _end(self, ended: Ended) -> None:
        end = self._ends.get(ended.number)
        if end is None or end.done():
            return
        if ended.fault:
            end.set_exception(SourceError(ended.fault))
        else:
            end.set_result(None)

    def _open(self, opened: DoorOpen) -> None:
        if opened.fault:
            fault, self._opened = self._opened, None
            if fault is not None and not fault.done():
                fault.set_exception(WavetankError(opened.fault))
            return
        self.url = opened.url
        if self._door is not None:
            # The same one after a restart, so that senders need not learn another.
            self._door = Door(self._door.host, int(opened.url.rpartition(":")[2]))
        if self._opened is not None and not self._opened.done():
            self._opened.set_result(opened.url)

    async def _note(self, version: int) -> None:
        self._pause = _AGAIN_SECONDS
        async with self._known:
            self._known_version = max(self._known_version, version)
            self._known.notify_all()

    async def _take_in(self) -> None:
        while True:
            with self._runtime.surroundings.rest.waiting():
                await self._arrived.wait()
            self._arrived.clear()
            await self._drain.run()

    async def stop(self) -> None:
        """Ends the process; what it had acknowledged lies in the inbox."""
        self._stopping = True
        process = self._process
        self._send(Stop())
        if process is not None:
            try:
                await asyncio.to_thread(process.wait, _PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        await self._tasks.halt()
        # What there is no room for, or a store that fails has no place for, lies there until the next start.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_SECONDS):
                await self._drain.run()
        self._inbox.close()


def _is_judged(watch: Watch) -> bool:
    """Returns whether an event of a webhook may come to nothing."""
    return bool(watch.trigger.conditions or watch.trigger.inputs or watch.flow.inputs or watch.flow.checks)


def supported() -> bool:
    """Returns whether processes of this system can be given a pipe by its number."""
    return os.name == "posix"
