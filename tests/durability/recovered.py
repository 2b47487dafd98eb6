from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import wavetank as wt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def recovered(engine: wt.Engine, clock: wt.lab.VirtualClock, seconds: float = 0) -> Iterator[wt.Engine]:
    """
    Lends an engine on what the home of another holds at this moment, as if that one had died now.

    Args:
        engine: It goes on, on its own home.
        clock: Its clock; the other begins with it.
        seconds: How much later the other begins.
    """
    engine.settle()
    home: Path = engine.home
    left = home.with_name(f"{home.name}-left")
    shutil.copytree(home, left)
    later = wt.lab.VirtualClock(clock.now())
    later.advance(seconds)
    with wt.Engine(left, clock=later, config={"wavetank.server.port": 0}) as other:
        other.settle()
        yield other
