"""`%load_ext wavetank`: everything that is started here is undone by `unload_ipython_extension`."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython

from wavetank.api.engine import Engine
from wavetank.errors import NotFoundError
from wavetank.lab.virtual_clock import VirtualClock
from wavetank.notebook import display
from wavetank.notebook.cell_magic import FlowCellMagic
from wavetank.notebook.completion import inspector
from wavetank.notebook.completion.completer import flow_matcher
from wavetank.notebook.fault import told_briefly
from wavetank.notebook.help_request import ask_for_help
from wavetank.notebook.line_magic import FlowLineMagic
from wavetank.notebook.session import Session

if TYPE_CHECKING:
    from contextlib import ExitStack

HOME_VARIABLE = "WAVETANK_HOME"
DEMO_VARIABLE = "WAVETANK_DEMO"
_DEMO_SEED = 1
SETTINGS = {"WAVETANK_RECEIVER": "wavetank.receiver", "WAVETANK_RETENTION": "wavetank.retention"}
"""Variables of the environment that set what the engine of a kernel has to know when it starts."""

_loaded: dict[int, Session] = {}


def load_ipython_extension(ip: Any) -> None:
    """Starts the engine of this shell, and registers magics and completion; a second time it does nothing."""
    if id(ip) in _loaded:
        return
    with told_briefly():
        engine = _new_engine().start()
    session = _loaded[id(ip)] = Session(ip, engine)
    _register(ip, session, session.undo)
    print(_found(engine))  # noqa: T201 - said once, in the cell that loads


def unload_ipython_extension(ip: Any) -> None:
    """Freezes the cards, stops the engine, and takes back what loading registered."""
    session = _loaded.pop(id(ip), None)
    if session is not None:
        session.close()


def get_engine() -> Engine:
    """
    Returns the engine of this kernel.

    Raises:
        NotFoundError: The extension is not loaded.
    """
    session = _loaded.get(id(get_ipython()))
    if session is None:
        raise NotFoundError("No engine runs in this kernel.", remedy="Run: %load_ext wavetank")
    return session.engine


def _new_engine() -> Engine:
    begins = os.environ.get(DEMO_VARIABLE)
    if begins:
        # Whoever runs a demonstration again sees the same ids and dates: nothing is taken from before.
        return Engine(clock=VirtualClock(begins), config={"wavetank.seed": _DEMO_SEED})
    return Engine(Path(os.environ.get(HOME_VARIABLE) or ".wavetank").absolute(), config=_settings())


def _settings() -> dict[str, str]:
    return {setting: os.environ[name] for name, setting in SETTINGS.items() if os.environ.get(name)}


def _register(ip: Any, session: Session, undo: ExitStack) -> None:
    for kind, magic in (("cell", FlowCellMagic(session).deploy), ("line", FlowLineMagic(session).act)):
        ip.register_magic_function(magic, kind, "flow")
        undo.callback(ip.magics_manager.magics[kind].pop, "flow", None)
    matcher = flow_matcher(session)
    ip.Completer.custom_matchers.append(matcher)
    undo.callback(ip.Completer.custom_matchers.remove, matcher)
    ip.input_transformers_cleanup.append(ask_for_help)
    undo.callback(ip.input_transformers_cleanup.remove, ask_for_help)
    undo.callback(inspector.install(session, ip))
    display.install(ip, session)
    undo.callback(display.uninstall, ip)
    atexit.register(session.close)
    undo.callback(atexit.unregister, session.close)


def _found(engine: Engine) -> str:
    home = engine.home.name if engine.home else "memory"
    going = f"; {_count(len(engine.taken_over), 'execution')} taken up again" if engine.taken_over else ""
    demo = f" A demonstration: it is {engine.clock.now():%Y-%m-%d %H:%M %Z} until engine.clock is moved."
    told = f"Wavetank listens: {_count(len(engine.flows), 'flow')} in {home}{going}."
    return f"{told}{demo if isinstance(engine.clock, VirtualClock) else ''}"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
