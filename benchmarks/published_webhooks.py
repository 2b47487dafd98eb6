"""
K1, K2: flows of the shape of the first two benchmarks that Kestra publishes, by webhook, as fast as they are taken.

    python benchmarks/published_webhooks.py [--flows simple branches] [--seconds 60] [--connections 16]

`simple` gives a value out and logs it; `branches` has five Ifs with a Log for either case. Another process sends, on
each connection the next webhook when the last was acknowledged. What has not ended when it stops is the backlog. The
floor is a bare asyncio server that keeps the same facts, for a sixth of the time.
"""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bare import BareExecution, BareJournal
from figures import Figure, run

import wavetank as wt

HERE = Path(__file__).parent
HOOK = """\
namespace: bench
triggers:
  - id: webhook
    type: io.kestra.plugin.core.trigger.Webhook
    key: benchmark
"""
SIMPLE = f"""\
id: simple
{HOOK}
inputs:
  - id: name
    type: STRING
    defaults: World
tasks:
  - id: greet
    type: io.kestra.plugin.core.output.OutputValues
    values:
      message: Hello {{{{ inputs.name }}}}
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ outputs.greet.values.message }}}}"
"""
IF = """\
  - id: if{number}
    type: io.kestra.plugin.core.flow.If
    condition: "{{{{ inputs.condition }}}}"
    then:
      - id: yes{number}
        type: io.kestra.plugin.core.log.Log
        message: Yes {number}
    else:
      - id: no{number}
        type: io.kestra.plugin.core.log.Log
        message: No {number}
"""
BRANCHES = f"""\
id: branches
{HOOK}
inputs:
  - id: condition
    type: BOOL
    defaults: true
tasks:
{"".join(IF.format(number=number) for number in range(1, 6))}
"""
FLOWS = {"simple": ("K1", SIMPLE, 2, 45_000), "branches": ("K2", BRANCHES, 10, 20_000)}


class BareServer(asyncio.Protocol):
    """The floor: keeps an execution, answers, runs its tasks."""

    journal: BareJournal
    tasks: int
    names = itertools.count()
    live: set[asyncio.Task] = set()  # noqa: RUF012 - of all connections

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        assert data.endswith(b"}")
        work = asyncio.ensure_future(self._execute())
        self.live.add(work)
        work.add_done_callback(self.live.discard)

    async def _execute(self):
        execution = BareExecution(self.journal, f"execution-{next(self.names)}", by_event=True)
        await self.journal.committed()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await execution.in_a_row(self.tasks)


def serve_bare(journal, tasks):
    """Starts the floor in a thread of its own; returns its port."""
    BareServer.journal, BareServer.tasks = journal, tasks
    up, port = threading.Event(), []

    async def serve():
        server = await asyncio.get_running_loop().create_server(BareServer, "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        up.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    up.wait()
    return port[0]


def flood(port, path, connections, seconds):
    """Returns how many webhooks were acknowledged, and in how many seconds."""
    began = time.perf_counter()
    command = [sys.executable, str(HERE / "webhook_flood.py"), "127.0.0.1", str(port), path]
    done = subprocess.run([*command, str(connections), str(seconds)], stdout=subprocess.PIPE, check=True)
    return int(done.stdout), time.perf_counter() - began


def figures_of(name, chosen, folder):
    workload, text, tasks, goal = FLOWS[name]
    port = serve_bare(BareJournal(Path(folder) / f"{name}.db"), tasks)
    answered, length = flood(port, "/", chosen.connections, chosen.seconds / 6)
    floor = 60 * (answered - len(BareServer.live)) / length
    with wt.Engine(home=Path(folder) / name, config={"wavetank.server.port": 0}) as engine:
        engine.deploy(text)
        port = int(engine.url.rpartition(":")[2])
        path = f"/api/v1/main/executions/webhook/bench/{name}/benchmark"
        flood(port, path, chosen.connections, 1)
        answered, length = flood(port, path, chosen.connections, chosen.seconds)
        backlog = len(engine.runtime.conductor.live)
    what = f"{name} flow by webhook for {chosen.seconds:g} s"
    ended = 60 * (answered - backlog) / length
    return [
        Figure(workload=workload, what=f"{what}, ended", unit="/min", seen=ended, goal=goal, least=True, floor=floor),
        Figure(
            workload=workload,
            what=f"{what}, backlog at the end",
            unit="executions",
            seen=float(backlog),
            goal=4.0 * chosen.connections,
        ),
    ]


def measure(chosen):
    with tempfile.TemporaryDirectory() as folder:
        return [figure for name in chosen.flows for figure in figures_of(name, chosen, folder)]


if __name__ == "__main__":
    run(__doc__, measure, flows=list(FLOWS), seconds=60.0, connections=16)
