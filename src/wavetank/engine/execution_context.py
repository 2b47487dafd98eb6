from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from wavetank.core.upstream import upstream_at
from wavetank.core.variables import execution_variables
from wavetank.pebble.place import shortened
from wavetank.pebble.printing import printed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.core.progress import Progress
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.upstream import Upstream


class ExecutionContext:
    """What conditions and expressions see of an execution as it stands, outside its tasks."""

    def __init__(self, surroundings: Surroundings, progress: Progress) -> None:
        self._surroundings = surroundings
        self._progress = progress
        self._renderer = surroundings.renderer(progress.flow.namespace, progress.state.id)

    @property
    def execution(self) -> Upstream | None:
        """The execution, in its present state."""
        return upstream_at(self._progress.state, len(self._progress.state.history) - 1)

    @cached_property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see."""
        known = self._surroundings.variables() | execution_variables(self._progress)
        decrypted: Mapping[str, Any] = self._surroundings.encryption.decrypted(known)
        return decrypted

    def render(self, value: Any) -> Any:
        """Renders text, maps and lists with these variables."""
        return self._renderer.render(value, self.variables)

    def parts(self, template: str) -> Mapping[str, str]:
        """Returns what a template reads from the variables, and what it came to."""
        steps = self._renderer.trace(template, self.variables).steps
        read = {step.text: step.value for step in steps if step.reads == (step.text,)}
        return {name: shortened(printed(value)) for name, value in read.items()}
