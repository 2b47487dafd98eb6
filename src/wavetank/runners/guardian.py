from __future__ import annotations

import os
import threading
from contextlib import suppress

_SHELL = "/bin/sh"
# It keeps the ids of groups between blanks, and ends with the pipe on which it hears of them.
_WATCH = """
trap '' HUP INT QUIT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="${groups%% $group *} ${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
"""


class Guardian:
    """
    Kills groups of processes when this process dies, however it dies: a task that was cut begins anew somewhere else,
    and what it left running would do its work a second time.

    A shell of its own session reads from a pipe which groups there are. When this process is gone, so is the other end
    of the pipe. It is started with the first group, and costs a group two short writes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._pipe: int | None = None
        os.register_at_fork(after_in_child=self._leave)

    def watch(self, group: int) -> None:
        """Has a group killed when this process dies."""
        with self._lock:
            self._groups.add(group)
            if self._pipe is None:
                self._start()
            else:
                self._tell(f"+ {group}\n")

    def release(self, group: int) -> None:
        """Takes note that a group has ended."""
        with self._lock:
            if group in self._groups:
                self._groups.discard(group)
                self._tell(f"- {group}\n")

    def _start(self) -> None:
        """Starts the shell, with all groups that there are; where there is no shell, nobody watches."""
        heard, self._pipe = os.pipe()
        nothing = os.open(os.devnull, os.O_WRONLY)
        try:
            places = [(os.POSIX_SPAWN_DUP2, heard, 0), *((os.POSIX_SPAWN_DUP2, nothing, out) for out in (1, 2))]
            with suppress(OSError, NotImplementedError):
                os.posix_spawn(_SHELL, (_SHELL, "-c", _WATCH), {}, file_actions=places, setsid=True)
        finally:
            os.close(heard)
            os.close(nothing)
        for group in self._groups:
            self._tell(f"+ {group}\n", again=False)

    def _tell(self, line: str, *, again: bool = True) -> None:
        try:
            os.write(self._pipe or 0, line.encode())
        except BrokenPipeError:
            os.close(self._pipe or 0)
            self._pipe = None
            if again and self._groups:
                self._start()

    def _leave(self) -> None:
        """In a fork of this process: lets go of the pipe, which must not outlive the one that watches."""
        self._lock = threading.Lock()
        self._groups.clear()
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


GUARDIAN = Guardian()
