"""
What a function prints, logs and displays goes to the log of its task run, and to no cell.

Whose words they are is told by a context variable, which every thread and every task of a loop has its own of. While
functions run, `sys.stdout` and `sys.stderr` are routers: words of a task go to its log, all others where they went
before. `print` and logging are routed by themselves, because a cell may put another stream in the place of
`sys.stdout` at any time (`%%capture`, `redirect_stdout`), and a handler of logging holds a stream of its own.
"""

from __future__ import annotations

import builtins
import logging
import sys
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from wavetank.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextvars import Token

    from wavetank.abc.runnable_task import RunContext

_speaking: ContextVar[Voice | None] = ContextVar("wavetank_voice", default=None)
_DISPLAYS = ("display_data", "update_display_data", "clear_output")
_print = builtins.print
_call_handlers = logging.Logger.callHandlers
_LEVELS = ((logging.ERROR, Level.ERROR), (logging.WARNING, Level.WARN), (logging.INFO, Level.INFO), (10, Level.DEBUG))


class Voice:
    """A context manager: what is printed and logged in it, in this thread or task of a loop, goes to a log."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self.out = _Lines(context, Level.INFO)
        self.err = _Lines(context, Level.WARN)
        self._token: Token[Voice | None] | None = None
        self._leave_displays: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        _routing.hold()
        self._token = _speaking.set(self)
        self._leave_displays = _route_displays()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._token is not None  # noqa: S101 - it was entered
        self._leave_displays()
        _speaking.reset(self._token)
        _routing.release()
        for lines in (self.out, self.err):
            lines.finish()

    def show(self, bundle: Mapping[str, Any]) -> None:
        """Takes what a function displays: a picture becomes the text beside it."""
        self._context.log(Level.INFO, str(bundle.get("text/plain", "")))

    def take(self, record: logging.LogRecord) -> None:
        """Takes a record of Python's logging."""
        level = next((mine for python, mine in _LEVELS if record.levelno >= python), Level.TRACE)
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{logging.Formatter().formatException(record.exc_info)}"
        self._context.log(level, text)


class _Lines:
    """A stream that makes a message of each whole line."""

    encoding = "utf-8"

    def __init__(self, context: RunContext, level: Level) -> None:
        self._context = context
        self._level = level
        self._rest = ""

    def write(self, text: str) -> int:
        *whole, self._rest = (self._rest + text).split("\n")
        for line in whole:
            self._say(line)
        return len(text)

    def finish(self) -> None:
        rest, self._rest = self._rest, ""
        if rest:
            self._say(rest)

    def _say(self, line: str) -> None:
        # A progress bar writes its line over and over; the last state of it counts.
        shown = line.rstrip("\r").rpartition("\r")[2]
        self._context.log(self._level, shown)

    def flush(self) -> None:
        """A line is kept when it is whole."""

    def isatty(self) -> bool:
        return False


class _Router:
    """Stands in the place of a stream of Python's."""

    def __init__(self, under: Any, name: str) -> None:
        self.under = under
        self._name = name

    def _stream(self) -> Any:
        voice = _speaking.get()
        return self.under if voice is None else getattr(voice, self._name)

    def write(self, text: str) -> Any:
        return self._stream().write(text)

    def flush(self) -> None:
        self._stream().flush()

    def isatty(self) -> bool:
        return bool(self._stream().isatty())

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.under, name)


class _Routing:
    """Has words routed as long as somebody holds it."""

    def __init__(self) -> None:
        self._holders = 0
        self._lock = Lock()

    def hold(self) -> None:
        with self._lock:
            self._holders += 1
            # Each time anew: a cell may have put its own stream there since.
            for name, short in (("stdout", "out"), ("stderr", "err")):
                stream = getattr(sys, name)
                if stream is not None and not isinstance(stream, _Router):
                    setattr(sys, name, _Router(stream, short))
            builtins.print = _routed_print
            logging.Logger.callHandlers = _routed_handlers  # type: ignore[method-assign] # put back below

    def release(self) -> None:
        with self._lock:
            self._holders -= 1
            if self._holders:
                return
            for name in ("stdout", "stderr"):
                stream = getattr(sys, name)
                if isinstance(stream, _Router):
                    setattr(sys, name, stream.under)
            if builtins.print is _routed_print:
                builtins.print = _print
            if logging.Logger.callHandlers is _routed_handlers:
                logging.Logger.callHandlers = _call_handlers  # type: ignore[method-assign] # as it was


_routing = _Routing()


def _route_displays() -> Callable[[], None]:
    """Has what this thread displays shown in no cell; returns how to take that back. Hooks belong to their thread."""
    ipython = sys.modules.get("IPython")
    publisher: Any = getattr(ipython.get_ipython() if ipython is not None else None, "display_pub", None)
    if not hasattr(publisher, "register_hook"):
        return lambda: None
    publisher.register_hook(_routed_display)
    return lambda: publisher.unregister_hook(_routed_display)


def _routed_display(message: dict[str, Any]) -> dict[str, Any] | None:
    voice = _speaking.get()
    if voice is None or message.get("msg_type") not in _DISPLAYS:
        return message
    voice.show(message.get("content", {}).get("data", {}))
    return None


def _routed_print(*values: object, file: Any = None, **options: Any) -> None:
    voice = _speaking.get()
    _print(*values, file=voice.out if voice is not None and file is None else file, **options)


def _routed_handlers(self: logging.Logger, record: logging.LogRecord) -> None:
    voice = _speaking.get()
    if voice is None:
        _call_handlers(self, record)
        return
    voice.take(record)
    _pass_on(self, record)


def _pass_on(logger: logging.Logger | None, record: logging.LogRecord) -> None:
    """Hands a record to the handlers that do not write on the screen: to files, to servers."""
    while logger is not None:
        for handler in logger.handlers:
            screen = isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler)
            if not screen and record.levelno >= handler.level:
                handler.handle(record)
        logger = logger.parent if logger.propagate else None
