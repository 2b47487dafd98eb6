from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in C# (language reference, section 10.4)."""

    image: ClassVar[str] = "mcr.microsoft.com/dotnet/sdk:10.0"
    program: ClassVar[str] = "dotnet run"
    suffix: ClassVar[str] = ".cs"
