from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from wavetank.plugins.scripts.python.prelude import with_prelude
from wavetank.plugins.scripts.python.python_task import PythonTask

if TYPE_CHECKING:
    from wavetank.plugins.scripts.workplace import Workplace


class Script(PythonTask):
    """Runs a script in Python; `true`, `false` and `null` are known in it (language reference, section 10.4)."""

    script: str

    def lines(self, place: Workplace, *, is_local: bool) -> list[str]:
        """Returns the one command that runs the script."""
        script = place.script(".py", with_prelude(place.text(self.script)))
        return [f"{self.program(place, is_local=is_local)} {shlex.quote(str(script))}"]
