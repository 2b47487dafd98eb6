from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.ruby.commands import Commands
from wavetank.plugins.scripts.script_polling import ScriptPolling
from wavetank.plugins.scripts.script_task import ScriptTask
from wavetank.plugins.scripts.workplace import Texts


class CommandsTrigger(ScriptPolling):
    """Runs commands of Ruby from time to time, and fires on how they end."""

    task: ClassVar[type[ScriptTask]] = Commands

    commands: Texts
