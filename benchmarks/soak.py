"""
An engine under load for long: is it at the end what it was at the beginning?

    python benchmarks/soak.py [--minutes 30] [--rate 200]

Events come in by a webhook at an even rate, each making an execution of three tasks, in a home on disk with
`retention` set, so that the home does not grow either. The first minute warms up and does not count. Memory (the
resident set of the engine's process) and latency (from call to answer) of the last tenth stand beside those of the
first; more than a tenth apart is a failure, and so is an execution that did not end well.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

FLOW = """\
id: soak
namespace: bench
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.body.number }}"
  - id: choice
    type: io.kestra.plugin.core.flow.If
    condition: "{{ trigger.body.number % 2 == 0 }}"
    then:
      - id: even
        type: io.kestra.plugin.core.log.Log
        message: "{{ outputs.first.value }} is even"
  - id: last
    type: io.kestra.plugin.core.output.OutputValues
    values:
      number: "{{ outputs.first.value }}"
triggers:
  - id: webhook
    type: io.kestra.plugin.core.trigger.Webhook
    key: soak
"""
ENGINE = """
import sys
import wavetank as wt
with wt.Engine(sys.argv[1], config={"wavetank.server.port": 0, "wavetank.retention": sys.argv[3]}) as engine:
    engine.deploy(sys.argv[2])
    print(engine.url, flush=True)
    sys.stdin.read()
    engine.settle(60)
    found = engine.executions(limit=None)
    print(len(found), sum(one.state == "SUCCESS" for one in found), flush=True)
"""
PATH = "/api/v1/main/executions/webhook/bench/soak/soak"
SECONDS_OF_WARMING = 60
TOLERANCE = 0.1


class Soak:
    """Sends events at an even rate, and notes how long each took and how much memory the engine had."""

    def __init__(self, url, pid, rate):
        self._host, _, port = url.removeprefix("http://").partition(":")
        self._port, self._pid, self._rate = int(port), pid, rate
        self.sent = 0
        self.latencies, self.memory = [], []

    async def run(self, seconds):
        callers = 8
        began = time.perf_counter()
        watching = asyncio.create_task(self._watch())
        await asyncio.gather(*(self._call(began, seconds, number, callers) for number in range(callers)))
        watching.cancel()

    async def _call(self, began, seconds, first, step):
        reader, writer = await asyncio.open_connection(self._host, self._port)
        for number in range(first, int(seconds * self._rate), step):
            due = began + number / self._rate
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            body = f'{{"number": {number}}}'
            called = time.perf_counter()
            head = (
                f"POST {PATH} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            )
            writer.write(f"{head}\r\n\r\n{body}".encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(answer.decode())
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            self.sent += 1
            self.latencies.append((called - began, time.perf_counter() - called))
        writer.close()

    async def _watch(self):
        began = time.perf_counter()
        status = Path(f"/proc/{self._pid}/status")
        while True:
            self.memory.append((time.perf_counter() - began, resident_megabytes(status)))
            await asyncio.sleep(1)


def resident_megabytes(status):
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def of(values, begin, end):
    """What was measured within a span, in seconds."""
    return [value for at, value in values if begin <= at < end]


def report(soak, seconds):
    """Prints the table; returns whether the end is as the beginning."""
    warm = min(SECONDS_OF_WARMING, seconds / 4)
    span = (seconds - warm) / 10
    spans = {"beginning": (warm, warm + span), "end": (seconds - span, seconds)}
    rows = {}
    for name, (begin, end) in spans.items():
        waits = of(soak.latencies, begin, end)
        rows[name] = (median(of(soak.memory, begin, end)), median(waits) * 1000, quantiles(waits, n=100)[98] * 1000)
    print(f"{'':<12}{'memory MB':>12}{'p50 ms':>10}{'p99 ms':>10}")
    for name, (memory, middle, high) in rows.items():
        print(f"{name:<12}{memory:>12.1f}{middle:>10.2f}{high:>10.2f}")
    grown = [later / earlier - 1 for earlier, later in zip(rows["beginning"], rows["end"], strict=True)]
    print(f"{'change':<12}" + "".join(f"{each:>{width}.1%}" for each, width in zip(grown, (12, 10, 10), strict=True)))
    return grown[0] <= TOLERANCE and grown[1] <= TOLERANCE


def main():
    """Runs one soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--retention", default="PT10M")
    given = parser.parse_args()
    seconds = given.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        command = [sys.executable, "-c", ENGINE, str(home), FLOW, given.retention]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as engine:
            soak = Soak(engine.stdout.readline().strip(), engine.pid, given.rate)
            asyncio.run(soak.run(seconds))
            engine.stdin.close()
            kept, ended = map(int, engine.stdout.readline().split())
        size = sum(file.stat().st_size for file in home.glob("history.db*")) / 1e6
    print(f"{soak.sent} events in {given.minutes:g} minutes; in the home at the end: {kept} executions, {size:.0f} MB.")
    steady = report(soak, seconds)
    lost = kept != ended or (given.retention == "" and kept != soak.sent)
    print("Steady." if steady and not lost else "NOT steady.")
    return 0 if steady and not lost else 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
