"""What idles in the kernels of `pollers.py`: nothing, an engine, or bare coroutines; and how that is watched."""

from __future__ import annotations

import asyncio
import re
import resource
import tempfile
import threading
import time
from pathlib import Path

FLOW = """\
id: poll{number}
namespace: bench
tasks:
  - id: one
    type: io.kestra.plugin.core.debug.Return
triggers:
  - id: look
    type: bench.Look
    interval: PT1S
"""
WEBHOOK = """\
id: webhook
namespace: bench
tasks:
  - id: one
    type: io.kestra.plugin.core.debug.Return
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: benchmark
"""
_THREADS = Path("/proc/self/task")
_before = set(_THREADS.iterdir())
_found = []


def _engine():
    import wavetank as wt  # noqa: PLC0415 - a bare kernel does not import it

    return wt.Engine(home=Path(tempfile.mkdtemp()) / "home", config={"wavetank.server.port": 0}).start()


def wait_for_webhook():
    """Starts an engine with a webhook that nobody calls."""
    global engine  # noqa: PLW0603 - it lives as long as the kernel
    engine = _engine()
    engine.deploy(WEBHOOK)


def poll(number):
    """Starts an engine with so many triggers that look into a list every second."""
    global engine  # noqa: PLW0603 - it lives as long as the kernel
    from poller import register  # noqa: PLC0415 - a bare kernel does not import it

    register()
    engine = _engine()
    for one in range(number):
        engine.deploy(FLOW.format(number=one))


def poll_bare(number):
    """Starts so many coroutines that look into a list every second."""

    async def look():
        while True:
            await asyncio.sleep(1)
            len(_found)

    async def all_of_them():
        await asyncio.gather(*(look() for _ in range(number)))

    threading.Thread(target=lambda: asyncio.run(all_of_them()), daemon=True).start()


def watch(seconds):
    """Returns CPU in % of a core, memory in MB, wake-ups a second of threads that the kernel did not have at first."""
    time.sleep(2)
    began, spent, woken = time.perf_counter(), _spent(), _woken()
    time.sleep(seconds)
    length = time.perf_counter() - began
    pss = re.search(r"^Pss:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text(), re.MULTILINE)
    return 100 * (_spent() - spent) / length, int(pss[1]) / 1024, (_woken() - woken) / length


def _spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _woken():
    status = (thread / "status" for thread in set(_THREADS.iterdir()) - _before)
    counts = (re.search(r"^voluntary_ctxt_switches:\s+(\d+)", one.read_text(), re.MULTILINE) for one in status)
    return sum(int(count[1]) for count in counts)
