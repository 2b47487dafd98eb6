"""
What receives the webhooks of `webhook_latency.py`, inside a Jupyter kernel: the engine, and the floor beside it.

Both note, by the machine's clock, when the body of the first task runs. The switch interval is the same for both: the
engine's.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import ClassVar

import wavetank as wt
from wavetank.abc.runnable_task import RunnableTask
from wavetank.api.assembly import REGISTRY
from wavetank.model.task import Task

FLOW = """\
id: webhook
namespace: bench
tasks:
  - id: first
    type: bench.Stamp
    number: "{{ trigger.body.number }}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: benchmark
"""
_TABLES = "CREATE TABLE executions (id TEXT, state TEXT, event TEXT)"

stamps = {}
folder = Path(tempfile.mkdtemp())


class Stamp(Task, RunnableTask):
    """Notes when it runs."""

    quick: ClassVar[bool] = True

    number: str

    def run(self, context):
        now = time.time_ns()
        stamps[int(context.render(self.number))] = now


class BareServer(asyncio.Protocol):
    """The floor: reads a request, commits one row, runs the task's body, answers."""

    connection: sqlite3.Connection

    def connection_made(self, transport):
        self._transport, self._received = transport, b""

    def data_received(self, data):
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank or len(body) < int(head.lower().partition(b"content-length:")[2].split(None, 1)[0]):
            return
        self._received = b""
        event = json.loads(body)
        self.connection.execute("INSERT INTO executions VALUES (?, 'RUNNING', ?)", (str(event["number"]), body))
        stamps[event["number"]] = time.time_ns()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


def serve_wavetank(receiver="thread"):
    """Starts the engine with one flow; returns host, port and path."""
    global engine  # noqa: PLW0603 - it lives as long as the kernel
    REGISTRY.register("bench.Stamp", Stamp)
    settings = {"wavetank.server.port": 0, "wavetank.receiver": receiver}
    engine = wt.Engine(home=folder / "home", config=settings).start()
    engine.deploy(FLOW)
    return _places(int(engine.url.rpartition(":")[2]), "/api/v1/main/executions/webhook/bench/webhook/benchmark")


def serve_bare():
    """Starts the floor in a thread of its own; returns host, port and path."""
    BareServer.connection = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False)
    BareServer.connection.execute("PRAGMA journal_mode = WAL")
    BareServer.connection.execute("PRAGMA synchronous = FULL")
    BareServer.connection.execute(_TABLES)
    up, port = threading.Event(), []

    async def serve():
        server = await asyncio.get_running_loop().create_server(BareServer, "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        up.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    up.wait()
    return _places(port[0], "/")


def _places(port, path):
    return {"host": "127.0.0.1", "port": port, "path": path}


def taken():
    """Returns the stamps as JSON, and forgets them."""
    told = json.dumps(stamps)
    stamps.clear()
    return told


def cell(state, seconds):
    """Keeps the kernel's main thread as a cell would."""
    until = time.monotonic() + seconds
    if state == "sleeping":
        time.sleep(seconds)
    while state == "spinning" and time.monotonic() < until:
        sum(number for number in range(1000))
    while state == "holding" and time.monotonic() < until:
        sum(range(20_000_000))


def speed(seconds, *, engine=True):
    """Returns how many rounds of pure Python a cell does in a second, without the engine's switch interval if asked."""
    interval = sys.getswitchinterval()
    if not engine:
        sys.setswitchinterval(0.005)
    began, rounds = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        sum(number for number in range(1000))
        rounds += 1
    sys.setswitchinterval(interval)
    return rounds / (time.perf_counter() - began)
