from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from wavetank.model.block import Block
from wavetank.model.labels import Labels
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.restart_behavior import RestartBehavior
from wavetank.plugins.core.flow.item_batches import ItemBatches
from wavetank.plugins.core.flow.item_merge import ItemMerge
from wavetank.plugins.core.flow.item_split import ItemSplit
from wavetank.plugins.core.storage.batch import Batch

if TYPE_CHECKING:
    from wavetank.model.task import Task

_HIDDEN = "io.kestra.plugin.core.flow.ForEachItem$ForEachItem"


class ForEachItem(Block):
    """
    Cuts a file into batches and runs another flow once for each (language reference, section 7.1; semantics, 4.10).

    It is a block of three hidden tasks: `<id>_split`, `<id>_items` and `<id>_merge`.

    Attributes:
        items: The URI of a text file in internal storage.
        batch: How large the batches are; a line each if it is left out.
        inputs: Rendered for each batch; `taskrun.items` is its URI, `taskrun.iteration` its number from 0.
        revision: Of the flow; the newest by default.
        schedule_date: When the executions begin; at once by default.
        wait: Whether to wait for the end of the executions.
        transmit_failed: Whether a bad end of one is the task's, too.
        inherit_labels: Whether they get the labels of this execution.
        restart_behavior: Whether a restart goes on with the executions that failed, or makes new ones.
    """

    gone: ClassVar[dict[str, str]] = {
        "type": "Use io.kestra.plugin.core.flow.Loop with the file as `values` and a Subflow as its task."
    }

    items: str
    batch: Batch = Field(default_factory=Batch)
    namespace: str
    flow_id: str
    revision: Annotated[int | None, Field(ge=1)] = None
    inputs: dict[str, Any] = Field(default_factory=dict)
    labels: Labels = Field(default_factory=dict)
    wait: bool = True
    transmit_failed: bool = True
    inherit_labels: bool = False
    schedule_date: str | None = None
    restart_behavior: RestartBehavior = RestartBehavior.RETRY_FAILED

    def calls(self) -> str:
        """Returns the key of the other flow."""
        return f"{self.namespace}.{self.flow_id}"

    @cached_property
    def _hidden(self) -> tuple[Task, ...]:
        return (
            ItemSplit(id=f"{self.id}_split", type=f"{_HIDDEN}Split", items=self.items, batch=self.batch),
            ItemBatches(
                id=f"{self.id}_items",
                type=f"{_HIDDEN}Executable",
                namespace=self.namespace,
                flowId=self.flow_id,
                revision=self.revision,
                scheduleDate=self.schedule_date,
                inputs=self.inputs,
                labels=self.labels,
                wait=self.wait,
                transmitFailed=self.transmit_failed,
                inheritLabels=self.inherit_labels,
                restartBehavior=self.restart_behavior,
            ),
            ItemMerge(id=f"{self.id}_merge", type=f"{_HIDDEN}MergeOutputs"),
        )

    def inside(self) -> tuple[Task, ...]:
        """Returns the three hidden tasks."""
        return self._hidden

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing
        """Returns one group."""
        return in_sequence(self._hidden)
