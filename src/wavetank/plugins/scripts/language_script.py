from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar

from wavetank.plugins.scripts.script_task import ScriptTask

if TYPE_CHECKING:
    from wavetank.plugins.scripts.workplace import Workplace


class LanguageScript(ScriptTask):
    """
    A task whose script is written in the flow: it becomes a file, which the program of its language runs.

    Attributes:
        program: The program and its arguments, as a shell reads them.
        suffix: How the names of its files end.
    """

    program: ClassVar[str]
    suffix: ClassVar[str]

    script: str

    def lines(self, place: Workplace, *, is_local: bool) -> list[str]:  # noqa: ARG002 - the same wherever it runs
        """Returns the one command that runs the script."""
        return [f"{self.program} {shlex.quote(str(place.script(self.suffix, place.text(self.script))))}"]
