from __future__ import annotations

from wavetank.plugins.scripts.commands_task import CommandsTask


class Commands(CommandsTask):
    """Runs commands of the shell (language reference, section 10.4)."""
