"""
`from kestra import Kestra` in a script whose Python has no package of that name.

It writes lines that the task reads: outputs, metrics and log entries. Where the real package is installed, this module
steps aside for it. It runs in whichever Python runs the script, and needs nothing but that.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec

_HERE = Path(__file__).resolve().parent.parent


def _elsewhere() -> ModuleSpec | None:
    others = [place for place in sys.path if Path(place or ".").resolve() != _HERE]
    return PathFinder.find_spec("kestra", others)


def _tell(**message: object) -> None:
    # One write a line: threads and processes of the script may write at the same time.
    sys.stdout.write(f"::{json.dumps(message, default=str)}::\n")
    sys.stdout.flush()


class _Handler(logging.Handler):
    _LEVELS = ((logging.ERROR, "ERROR"), (logging.WARNING, "WARN"), (logging.INFO, "INFO"), (logging.DEBUG, "DEBUG"))

    def emit(self, record: logging.LogRecord) -> None:
        """Writes an entry as a line."""
        level = next((name for least, name in self._LEVELS if record.levelno >= least), "TRACE")
        _tell(logs=[{"level": level, "message": self.format(record)}])


class Kestra:
    """What a script tells the task that runs it."""

    @staticmethod
    def outputs(values: dict[str, object]) -> None:
        """Adds a map to the task's outputs, below `vars`."""
        _tell(outputs=values)

    @staticmethod
    def counter(name: str, value: float, tags: dict[str, str] | None = None) -> None:
        """Adds a number to the task's metrics."""
        _tell(metrics=[{"name": name, "type": "counter", "value": value, "tags": tags or {}}])

    @staticmethod
    def gauge(name: str, value: float, tags: dict[str, str] | None = None) -> None:
        """Adds a reading that goes up and down to the task's metrics."""
        _tell(metrics=[{"name": name, "type": "gauge", "value": value, "tags": tags or {}}])

    @staticmethod
    def timer(name: str, duration: float | Callable[[], object], tags: dict[str, str] | None = None) -> None:
        """Adds seconds to the task's metrics; a function is called, and the time that it took is added."""
        if callable(duration):
            began = time.perf_counter()
            duration()
            duration = time.perf_counter() - began
        _tell(metrics=[{"name": name, "type": "timer", "value": duration, "tags": tags or {}}])

    @staticmethod
    def logger() -> logging.Logger:
        """Returns a logger whose messages go to the task's log with their level."""
        logger = logging.getLogger("Kestra")
        if not logger.handlers:
            logger.addHandler(_Handler())
            logger.setLevel(logging.DEBUG)
            logger.propagate = False
        return logger


_real = _elsewhere()
if _real is not None and _real.loader is not None:
    _module = module_from_spec(_real)
    sys.modules["kestra"] = _module
    _real.loader.exec_module(_module)
