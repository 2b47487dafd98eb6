from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from wavetank.core.variables import flow_variables
from wavetank.pebble.place import shortened
from wavetank.pebble.printing import printed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.event import Event
    from wavetank.model.flow import Flow
    from wavetank.model.trigger import Trigger
    from wavetank.model.upstream import Upstream
    from wavetank.pebble import Renderer


class EventContext:
    """
    What conditions, inputs and labels of a trigger see of an event.

    `flow` and `vars` are those of the trigger's own flow. Of an execution that the event is about they see `execution`,
    `inputs`, `outputs`, `labels` and `tasks`.

    Attributes:
        execution: The execution that the event is about; None for an event from outside.
    """

    def __init__(self, surroundings: Surroundings, flow: Flow, trigger: Trigger, event: Event) -> None:
        self._surroundings = surroundings
        self._flow = flow
        self._trigger = trigger
        self._event = event

    @property
    def execution(self) -> Upstream | None:
        """The execution that the event is about; None for an event from outside."""
        return self._event.upstream

    @cached_property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see."""
        event = self._event
        produced = {"trigger": {"id": self._trigger.id, "type": self._trigger.type} | event.variables}
        if event.date is not None:
            produced["schedule"] = event.variables
        own = self._surroundings.variables() | flow_variables(self._flow) | produced
        if not event.context:
            return own
        upstream = {name: value for name, value in event.context.items() if name != "vars"}
        known: Mapping[str, Any] = self._surroundings.encryption.decrypted(upstream | own)
        return known

    @cached_property
    def _renderer(self) -> Renderer:
        return self._surroundings.renderer(self._flow.namespace)

    def render(self, value: Any) -> Any:
        """Renders text, maps and lists with these variables."""
        return self._renderer.render(value, self.variables)

    def render_input(self, value: Any, inputs: Mapping[str, Any], *, typed: bool = False) -> Any:
        """Renders what an input of the flow is written with; `inputs` are those that it depends on."""
        return self._renderer.render(value, {**self.variables, "inputs": inputs}, typed=typed)

    def parts(self, template: str) -> Mapping[str, str]:
        """Returns what a template reads from the variables, and what it came to."""
        steps = self._renderer.trace(template, self.variables).steps
        read = {step.text: step.value for step in steps if step.reads == (step.text,)}
        return {name: shortened(printed(value)) for name, value in read.items()}
