from __future__ import annotations

from typing import Any

import msgspec

from wavetank.model.state import State


class Upstream(msgspec.Struct, frozen=True, kw_only=True):
    """
    An execution as it stood when it entered a state: what conditions and Flow triggers look at.

    Attributes:
        number: How many times it had entered this state by then, from 1.
        outputs: The outputs of its flow; None before its end, and for a flow without outputs.
        attempts: For each of its task runs the states of the attempts.
    """

    id: str
    namespace: str
    flow_id: str
    state: State
    flow_revision: int | None = None
    number: int = 1
    labels: dict[str, str] = {}
    outputs: dict[str, Any] | None = None
    attempts: tuple[tuple[State, ...], ...] = ()

    @property
    def identity(self) -> str:
        """What the ledger knows this change of state by: the same change makes no second execution."""
        return f"{self.id}/{self.state}/{self.number}"

    def trigger_variables(self) -> dict[str, Any]:
        """Returns what a Flow trigger produces of it, as expressions see it below `trigger`."""
        known = {
            "executionId": self.id,
            "namespace": self.namespace,
            "flowId": self.flow_id,
            "flowRevision": self.flow_revision,
            "state": self.state.value,
        }
        return known if self.outputs is None else known | {"outputs": self.outputs}
