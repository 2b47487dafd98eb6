from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.plugins.scripts.script_task import ScriptTask
from wavetank.plugins.scripts.workplace import Texts

if TYPE_CHECKING:
    from wavetank.plugins.scripts.workplace import Workplace


class CommandsTask(ScriptTask):
    """A task whose commands are written in the flow, one after another."""

    commands: Texts

    def lines(self, place: Workplace, *, is_local: bool) -> list[str]:  # noqa: ARG002 - the same wherever they run
        """Returns the commands."""
        return place.texts(self.commands)
