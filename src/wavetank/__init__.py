"""
Event-driven orchestration inside a Jupyter kernel.

    %load_ext wavetank          # the magics %%flow and %flow, with the kernel's own engine

    import wavetank as wt
    with wt.Engine() as engine:  # the same without a notebook
        flow = engine.deploy(text)
        execution = engine.run("company.team.hello")
        execution["task_id"].df()

Importing this starts nothing and imports no client library, pandas, widgets or server.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wavetank.errors import (
    ConditionError,
    EngineStoppedError,
    ExpressionError,
    FlowError,
    InputError,
    MissingExtraError,
    NotFoundError,
    PluginError,
    SecretError,
    SourceError,
    StateError,
    StorageError,
    StoreError,
    TaskError,
    TimeoutExceededError,
    UndefinedError,
    WavetankError,
)

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from wavetank import lab
    from wavetank.api.check import check
    from wavetank.api.doctor import doctor
    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.api.fire_times import fire_times
    from wavetank.api.holds import holds
    from wavetank.api.sla_violation import sla_violation
    from wavetank.api.task import task
    from wavetank.model import ion
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.flow import Flow
    from wavetank.notebook.extension import get_engine
    from wavetank.pebble import render
    from wavetank.plugins.call.call_context import CallContext

__version__ = "0.1.0"

# The engine's thread prints nothing: without a handler, Python would, into whichever cell ran last.
logging.getLogger(__name__).addHandler(logging.NullHandler())

# Imported when they are first asked for, so that `import wavetank` stays quick.
_LAZY = {
    "CallContext": "wavetank.plugins.call.call_context",
    "Diagnostic": "wavetank.model.diagnostic",
    "Engine": "wavetank.api.engine",
    "Execution": "wavetank.api.execution",
    "Flow": "wavetank.model.flow",
    "check": "wavetank.api.check",
    "doctor": "wavetank.api.doctor",
    "fire_times": "wavetank.api.fire_times",
    "get_engine": "wavetank.notebook.extension",
    "holds": "wavetank.api.holds",
    "render": "wavetank.pebble",
    "sla_violation": "wavetank.api.sla_violation",
    "task": "wavetank.api.task",
}
_MODULES = {"ion": "wavetank.model.ion", "lab": "wavetank.lab"}

__all__ = (
    "CallContext",
    "ConditionError",
    "Diagnostic",
    "Engine",
    "EngineStoppedError",
    "Execution",
    "ExpressionError",
    "Flow",
    "FlowError",
    "InputError",
    "MissingExtraError",
    "NotFoundError",
    "PluginError",
    "SecretError",
    "SourceError",
    "StateError",
    "StorageError",
    "StoreError",
    "TaskError",
    "TimeoutExceededError",
    "UndefinedError",
    "WavetankError",
    "check",
    "doctor",
    "fire_times",
    "get_engine",
    "holds",
    "ion",
    "lab",
    "load_ipython_extension",
    "render",
    "sla_violation",
    "task",
    "unload_ipython_extension",
)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(_MODULES[name])
    if name not in _LAZY:
        raise AttributeError(f"module 'wavetank' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LAZY[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY, *_MODULES])


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Brings the magics `%%flow` and `%flow`, and starts the kernel's engine."""
    import_module("wavetank.notebook.extension").load_ipython_extension(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Stops the kernel's engine and takes the magics away."""
    import_module("wavetank.notebook.extension").unload_ipython_extension(shell)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "wavetank-labextension"}]
