from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in Ruby (language reference, section 10.4)."""

    image: ClassVar[str] = "ruby"
    program: ClassVar[str] = "ruby"
    suffix: ClassVar[str] = ".rb"
