from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.plugins.scripts.script_task import ScriptTask

if TYPE_CHECKING:
    from wavetank.plugins.scripts.workplace import Workplace


class Script(ScriptTask):
    """Runs a script of the shell: the interpreter gets its text (language reference, section 10.4)."""

    script: str

    def lines(self, place: Workplace, *, is_local: bool) -> list[str]:  # noqa: ARG002 - the same wherever it runs
        """Returns the script."""
        return [place.text(self.script)]
