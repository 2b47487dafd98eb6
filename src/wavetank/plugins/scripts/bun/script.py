from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in TypeScript or JavaScript with Bun (language reference, section 10.4)."""

    image: ClassVar[str] = "oven/bun"
    program: ClassVar[str] = "bun run"
    suffix: ClassVar[str] = ".ts"
