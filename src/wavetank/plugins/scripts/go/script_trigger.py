from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.go.script import Script
from wavetank.plugins.scripts.script_polling import ScriptPolling
from wavetank.plugins.scripts.script_task import ScriptTask


class ScriptTrigger(ScriptPolling):
    """Runs a script of Go from time to time, and fires on how it ends."""

    task: ClassVar[type[ScriptTask]] = Script

    script: str
