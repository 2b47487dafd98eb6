from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.commands_task import CommandsTask


class Commands(CommandsTask):
    """Runs commands that find PowerShell (language reference, section 10.4)."""

    image: ClassVar[str] = "ghcr.io/kestra-io/powershell:latest"
    shell: ClassVar[tuple[str, ...]] = ("pwsh", "-NoProfile", "-NonInteractive", "-Command")
    first_line: ClassVar[str] = "$ErrorActionPreference = 'Stop'"
