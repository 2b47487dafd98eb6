from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.node.commands import Commands
from wavetank.plugins.scripts.script_polling import ScriptPolling
from wavetank.plugins.scripts.script_task import ScriptTask
from wavetank.plugins.scripts.workplace import Texts


class CommandsTrigger(ScriptPolling):
    """Runs commands of Node from time to time, and fires on how they end; it looks at what they print, too."""

    task: ClassVar[type[ScriptTask]] = Commands
    looks_at_lines: ClassVar[bool] = True

    commands: Texts
