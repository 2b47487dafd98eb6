"""Flows for tests of the core: built from plain tasks, without YAML."""

from __future__ import annotations

from typing import Any

from wavetank.model.flow import Flow
from wavetank.plugins.catalogue import built_in

REGISTRY = built_in()
CORE = "io.kestra.plugin.core"


def flow(*tasks: dict[str, Any], **properties: Any) -> Flow:
    return Flow.model_validate(
        {"id": "f", "namespace": "n", "tasks": list(tasks), **properties}, context={"registry": REGISTRY}
    )


def work(task_id: str, **properties: Any) -> dict[str, Any]:
    return {"id": task_id, "type": f"{CORE}.debug.Return", "format": "x", **properties}


def sequence(task_id: str, *tasks: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"id": task_id, "type": f"{CORE}.flow.Sequential", "tasks": list(tasks), **properties}


def parallel(task_id: str, *tasks: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"id": task_id, "type": f"{CORE}.flow.Parallel", "tasks": list(tasks), **properties}


def each(task_id: str, values: list[Any], *tasks: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"id": task_id, "type": f"{CORE}.flow.ForEach", "values": values, "tasks": list(tasks), **properties}
