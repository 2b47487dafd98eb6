from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from wavetank.abc.event_source import FiredTrigger, SourceContext
from wavetank.model.event import Event
from wavetank.model.labels import FROM
from wavetank.model.part import Part
from wavetank.model.trigger import Trigger

_SHAPE = 'an MCP tool takes its arguments by the ids of the inputs of its flow, as {"user": "ann"}'
_NAME = r"^[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?$"


class ToolAnnotations(Part):
    """What agents are told of a tool, in the words of the Model Context Protocol."""

    read_only: bool = False
    open_world: bool = True
    destructive: bool = True
    idempotent: bool = False
    return_direct: bool = False


class McpToolTrigger(Trigger, FiredTrigger):
    """
    Makes the flow a tool that agents call by the Model Context Protocol (language reference, section 8.7).

    The arguments of a call are the inputs of its execution.

    Attributes:
        tool_name: By what agents call it.
        title: What they are shown.
        tool_description: What it does, and when it should be called.
        mcp_server: On which server it is registered.
    """

    reached: ClassVar[str] = "no MCP server here: fire it by hand"
    newer: ClassVar[dict[str, str]] = {**Trigger.newer, "type": "Remove it, or write a Webhook."}

    tool_name: Annotated[str, Field(pattern=_NAME, min_length=1, max_length=64)]
    title: str
    tool_description: str
    annotations: ToolAnnotations | None = None
    mcp_server: str = "default"

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of a made-up call."""
        if not isinstance(sample, dict):
            raise ValueError(_SHAPE)  # noqa: TRY004 - the contract's
        return Event(identities=(context.new_id(),), variables={}, inputs=sample, labels={FROM: "mcp"})
