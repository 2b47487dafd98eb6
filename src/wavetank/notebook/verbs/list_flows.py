from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.table import Table
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping

    from wavetank.model.flow import Flow
    from wavetank.notebook.session import Session

_COLUMNS: Mapping[str, Callable[[Flow], Any]] = {
    "flow": lambda flow: flow.key,
    "revision": lambda flow: flow.revision,
    "tasks": lambda flow: len(flow.tasks_by_id),
    "triggers": lambda flow: ", ".join(trigger.id for trigger in flow.triggers),
    "description": lambda flow: flow.description,
}


def list_flows(session: Session, options: Namespace) -> Table[Flow]:  # noqa: ARG001 - as every verb
    """Returns the deployed flows."""
    return Table(list(session.engine.flows.values()), _COLUMNS)


VERB = Verb("list", "The deployed flows.", list_flows)
