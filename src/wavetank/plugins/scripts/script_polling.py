from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from pydantic import Field, PrivateAttr

from wavetank.abc.event_source import Poll, PollingTrigger, SourceContext
from wavetank.errors import SourceError, TaskError
from wavetank.model.event import Event
from wavetank.model.part import Duration
from wavetank.model.property import Property
from wavetank.model.runner import AnyRunner
from wavetank.model.trigger import Trigger
from wavetank.pebble.json_text import json_text
from wavetank.plugins.scripts.legacy_runner import DOCKER
from wavetank.plugins.scripts.script_task import ScriptTask
from wavetank.plugins.scripts.trigger_context import TriggerContext

if TYPE_CHECKING:
    from datetime import datetime


_SHAPE = 'a script trigger takes what a look gave: {"exitCode": 0, "vars": {…}}; each may be left out'
_EXIT = re.compile(r"\s*exit\s+(-?\d+)\s*")


class ScriptPoll(Poll):
    """A look at which the condition held."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def acknowledge(self) -> None:
        """Does nothing: a script is not told."""


class ScriptPolling(Trigger, PollingTrigger):
    """
    What triggers that run a script from time to time have in common (language reference, section 10.6).

    An exit code other than 0 is an outcome as any other. What a script prints goes to the trigger's log.

    Attributes:
        exit_condition: `exit N` is compared with the exit code; any other text is a regular expression, or a piece, of
            what the script left as `vars`, as JSON.
        edge: It fires only when the condition holds and did not at the look before, which each deployment forgets.
    """

    task: ClassVar[type[ScriptTask]]
    looks_at_lines: ClassVar[bool] = False

    interval: Duration = timedelta(seconds=60)
    container_image: str | None = None
    task_runner: AnyRunner = Field(default=cast("Any", {"type": DOCKER}), validate_default=True)
    exit_condition: str
    edge: Property[bool] | None = None

    _held: bool = PrivateAttr(default=False)

    def poll(self, context: SourceContext) -> Poll | None:
        """Runs the script once."""
        own = {name: getattr(self, name) for name in ("script", "commands") if name in type(self).model_fields}
        shared: dict[str, Any] = {"id": self.id, "type": self.type, "task_runner": self.task_runner}
        task = self.task.model_construct(**shared, container_image=self.container_image, **own)
        inside = TriggerContext(context)
        outputs = self._outcome(task, inside)
        held, self._held = self._held, self._holds(context, outputs, inside.lines)
        edge = context.resolve_or(self.edge, default=True)
        return ScriptPoll(self._event(outputs, context)) if self._held and not (edge and held) else None

    def _outcome(self, task: ScriptTask, context: Any) -> dict[str, Any]:
        try:
            return asyncio.run(_run(task, context))
        except TaskError as error:
            if error.outputs is None:
                raise SourceError(error.cause, remedy=error.remedy) from error
            return error.outputs

    def _holds(self, context: SourceContext, outputs: dict[str, Any], lines: list[str]) -> bool:
        condition = str(context.render(self.exit_condition))
        code = _EXIT.fullmatch(condition)
        if code is not None:
            return bool(outputs["exitCode"] == int(code[1]))
        left = json_text(outputs["vars"])
        texts = [left, *lines] if self.looks_at_lines else [left]
        try:
            found = any(re.search(condition, text) for text in texts)
        except re.error:
            found = False
        return found or any(condition in text for text in texts)

    def _event(self, outputs: dict[str, Any], context: SourceContext) -> Event:
        execution_id = context.new_id()
        variables = {
            "timestamp": context.now().isoformat(),
            "condition": str(context.render(self.exit_condition)),
            "exitCode": outputs["exitCode"],
            "vars": outputs["vars"],
        }
        return Event(identities=(execution_id,), variables=variables, execution_id=execution_id)

    def sample(self, now: datetime) -> dict[str, Any]:  # noqa: ARG002 - a look has none of its own
        """Returns the outcome of a look."""
        return {"exitCode": 0, "vars": {}}

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of a made-up look."""
        if not isinstance(sample, dict) or not set(sample) <= {"exitCode", "vars"}:
            raise ValueError(_SHAPE)
        return self._event({"exitCode": 0, "vars": {}} | sample, context)


async def _run(task: ScriptTask, context: Any) -> dict[str, Any]:
    return await task.run(context) or {}
