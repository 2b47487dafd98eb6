from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.python.script import Script
from wavetank.plugins.scripts.script_polling import ScriptPolling
from wavetank.plugins.scripts.script_task import ScriptTask


class ScriptTrigger(ScriptPolling):
    """Runs a script of Python from time to time, and fires on how it ends: by default on the exit code 0."""

    task: ClassVar[type[ScriptTask]] = Script

    script: str
    exit_condition: str = "exit 0"
