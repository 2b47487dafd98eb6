"""An engine whose clock is moved by hand, and short ways to write its flows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import yaml

START = datetime(2024, 6, 15, 10, 30, 15, tzinfo=UTC)
CORE = "io.kestra.plugin.core."


def at(*parts):
    return datetime(2024, *parts, tzinfo=UTC)


def flow(flow_id, *triggers, tasks=None, namespace="n", **more):
    say = {"id": "say", "type": CORE + "debug.Return", "format": "{{ trigger ?? 'by hand' }}"}
    document = {"id": flow_id, "namespace": namespace, **more, "tasks": tasks or [say], "triggers": list(triggers)}
    # Through JSON: what stands in it twice is written twice, without a YAML alias.
    return yaml.safe_dump(json.loads(json.dumps(document)), sort_keys=False)


def schedule(cron="0 * * * *", **properties):
    return {"id": "schedule", "type": CORE + "trigger.Schedule", "cron": cron, **properties}


def condition(name, **properties):
    return {"type": f"{CORE}condition.{name}", **properties}


def dates(engine, key="n.f"):
    """The dates that executions of a flow were made for, oldest first."""
    return [execution.schedule_date for execution in reversed(engine.executions(key, limit=None))]
