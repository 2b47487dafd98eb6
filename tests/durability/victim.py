from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATIENCE = 60


class Victim:
    """
    An engine in a process of its own that is killed again and again, always on the same home.

    Args:
        home: The home.
        config: The settings of the engine.
        flows: What it deploys each time.
    """

    def __init__(self, home: Path, config: Mapping[str, Any], flows: Sequence[str]) -> None:
        self._order = json.dumps({"home": str(home), "config": dict(config), "flows": list(flows)})
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._log = home.parent / f"{home.name}.log"
        self._pid = 0

    def __enter__(self) -> Self:
        with self._log.open("ab") as log:
            self._driver = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("driver.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
        self._driver.stdin.close()
        self._driver.wait(_PATIENCE)
        self._driver.stdout.close()

    def _listen(self) -> None:
        for line in self._driver.stdout:
            self._said.put(line.strip())

    def live(self) -> None:
        """Begins a life; returns when the process is there, before its engine has begun."""
        self._driver.stdin.write(f"{self._order}\n")
        self._driver.stdin.flush()
        self._pid = int(self._hear("born").split()[1])

    def until_it_listens(self) -> None:
        """Returns when the engine has taken up what the home held, and listens."""
        self._hear("listening")

    def die(self) -> None:
        """Kills it at once; returns when it is gone."""
        os.kill(self._pid, signal.SIGKILL)
        self._hear("dead")
        self._pid = 0

    def _hear(self, word: str) -> str:
        while True:
            said = self._said.get(timeout=_PATIENCE)
            if said.startswith(word):
                return said
            assert said == "listening", f"{said}:\n{self._log.read_text()[-4000:]}"
