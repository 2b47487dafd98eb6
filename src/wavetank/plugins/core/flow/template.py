from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, PrivateAttr, ValidationInfo, model_validator

from wavetank.model.block import Block
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.task import Task

if TYPE_CHECKING:
    from wavetank.model.registry import TypeRegistry


class Template(Block):
    """
    Runs the tasks of a template, which several flows share; deprecated (language reference, section 7.1).

    Which tasks those are is known when the flow is read, and again when the template changes.

    Attributes:
        args: Rendered when the task begins; the tasks see them as `parent.outputs.args`.
    """

    gone: ClassVar[dict[str, str]] = {"type": "Make a flow of the template, and run it with Subflow."}

    namespace: str
    template_id: str
    args: dict[str, Any] = Field(default_factory=dict)

    _found: tuple[Task, ...] | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _look_up(self, info: ValidationInfo) -> Template:
        registry: TypeRegistry | None = (info.context or {}).get("registry")
        if registry is None or registry.templates is None:
            raise ValueError("Templates are off: they are deprecated; set `kestra.templates.enabled` to true")
        self._found = registry.templates.get(f"{self.namespace}.{self.template_id}")
        return self

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks of the template."""
        return self._found or ()

    def question(self) -> dict[str, Any]:
        """Returns the arguments."""
        return self.args

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - the same whatever the arguments are
        """
        Returns one group.

        Raises:
            ValueError: There is no such template.
        """
        if self._found is None:
            raise ValueError(f"There is no template {self.namespace}.{self.template_id}: deploy it first")
        return in_sequence(self._found)

    def outputs(self, answer: Any) -> dict[str, Any]:
        """Returns `args`."""
        return {"args": answer}
