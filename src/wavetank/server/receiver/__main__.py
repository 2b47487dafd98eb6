"""`python -m wavetank.server.receiver PIPE HOME INBOX`: a receiver, started by the engine that it works for."""

from __future__ import annotations

import asyncio
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from wavetank.server.receiver.post import Post


async def _work(pipe: int, home: Path, inbox: Path) -> None:
    await Post(Connection(pipe), home, inbox).run()


if __name__ == "__main__":
    # An interrupted cell is no reason to stop listening.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_work(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
