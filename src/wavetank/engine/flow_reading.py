"""The way from the engine to what reads flows, which is imported with the first of them, and PyYAML with it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.model.flow import Flow
    from wavetank.model.registry import TypeRegistry
    from wavetank.model.task import Task


def read_flow(text: str, registry: TypeRegistry) -> Flow:
    """Returns the flow that a text describes, see `wavetank.dialect.read`."""
    flow: Flow = import_module("wavetank.dialect.read").read_flow(text, registry)
    return flow


def read_task(written: Mapping[str, Any], registry: TypeRegistry) -> Task:
    """Returns the task that a map describes, see `wavetank.dialect.read_task`."""
    task: Task = import_module("wavetank.dialect.read_task").read_task(written, registry)
    return task
