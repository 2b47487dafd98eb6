from __future__ import annotations

import os
import shlex
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHELL = "/bin/sh"
# It keeps names between blanks, each with a command in a variable, and ends with the pipe on which it hears of them.
_WATCH = """
trap '' HUP INT QUIT TERM
names=' '
while read -r sign name command; do
  case $sign in
    +) names="$names$name "; eval "end_$name=\\$command" ;;
    -) names="${names%% $name *} ${names#* $name }"; unset "end_$name" ;;
  esac
done
for name in $names; do eval "eval \\"\\$end_$name\\""; done
"""


class Guardian:
    """
    Ends what tasks run outside when this process dies, however it dies: a task that was cut begins anew somewhere else,
    and what it left running would do its work a second time.

    A shell of its own session reads from a pipe what there is, and how it is ended. When this process is gone, so is
    the other end of the pipe. It is started with the first thing to watch, and costs each two short writes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[str, str] = {}
        self._pipe: int | None = None
        os.register_at_fork(after_in_child=self._leave)

    def watch_group(self, group: int) -> None:
        """Has a group of processes killed when this process dies."""
        self.watch(str(group), ("kill", "-s", "KILL", "--", f"-{group}"))

    def release_group(self, group: int) -> None:
        """Takes note that a group has ended."""
        self.release(str(group))

    def watch(self, name: str, end: Sequence[str]) -> None:
        """Has a command run when this process dies; the name, of letters and digits, is nobody else's."""
        with self._lock:
            self._ends[name] = shlex.join(end)
            if self._pipe is None:
                self._start()
            else:
                self._tell(f"+ {name} {self._ends[name]}\n")

    def release(self, name: str) -> None:
        """Takes note that the command is not needed any more."""
        with self._lock:
            if self._ends.pop(name, None) is not None:
                self._tell(f"- {name}\n")

    def _start(self) -> None:
        """Starts the shell, with all that there is; where there is no shell, nobody watches."""
        heard, self._pipe = os.pipe()
        nothing = os.open(os.devnull, os.O_WRONLY)
        try:
            places = [(os.POSIX_SPAWN_DUP2, heard, 0), *((os.POSIX_SPAWN_DUP2, nothing, out) for out in (1, 2))]
            with suppress(OSError):
                _spawn(places)
        finally:
            os.close(heard)
            os.close(nothing)
        for name, end in self._ends.items():
            self._tell(f"+ {name} {end}\n", again=False)

    def _tell(self, line: str, *, again: bool = True) -> None:
        try:
            os.write(self._pipe or 0, line.encode())
        except BrokenPipeError:
            os.close(self._pipe or 0)
            self._pipe = None
            if again and self._ends:
                self._start()

    def _leave(self) -> None:
        """In a fork of this process: lets go of the pipe, which must not outlive the one that watches."""
        self._lock = threading.Lock()
        self._ends.clear()
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


def _spawn(places: list[tuple[int, int, int]]) -> None:
    argv = (_SHELL, "-c", _WATCH)
    try:
        os.posix_spawn(_SHELL, argv, os.environ, file_actions=places, setsid=True)
    except NotImplementedError:
        os.posix_spawn(_SHELL, argv, os.environ, file_actions=places, setpgroup=0)


GUARDIAN = Guardian()
