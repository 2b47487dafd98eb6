from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.commands_task import CommandsTask


class Commands(CommandsTask):
    """Runs commands that find Go (language reference, section 10.4)."""

    image: ClassVar[str] = "golang"
