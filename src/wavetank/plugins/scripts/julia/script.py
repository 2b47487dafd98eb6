from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in Julia (language reference, section 10.4)."""

    image: ClassVar[str] = "julia"
    program: ClassVar[str] = "julia"
    suffix: ClassVar[str] = ".jl"
