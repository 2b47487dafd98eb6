from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.node.script import Script
from wavetank.plugins.scripts.script_polling import ScriptPolling
from wavetank.plugins.scripts.script_task import ScriptTask


class ScriptTrigger(ScriptPolling):
    """Runs a script of Node from time to time, and fires on how it ends; it looks at what it prints, too."""

    task: ClassVar[type[ScriptTask]] = Script
    looks_at_lines: ClassVar[bool] = True

    script: str
