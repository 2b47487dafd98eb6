from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in PowerShell (language reference, section 10.4)."""

    image: ClassVar[str] = "ghcr.io/kestra-io/powershell:latest"
    shell: ClassVar[tuple[str, ...]] = ("pwsh", "-NoProfile", "-NonInteractive", "-Command")
    first_line: ClassVar[str] = "$ErrorActionPreference = 'Stop'"
    program: ClassVar[str] = "&"
    suffix: ClassVar[str] = ".ps1"
