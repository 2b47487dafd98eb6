from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in TypeScript or JavaScript with Deno (language reference, section 10.4)."""

    image: ClassVar[str] = "denoland/deno"
    program: ClassVar[str] = "deno run --allow-all"
    suffix: ClassVar[str] = ".ts"
