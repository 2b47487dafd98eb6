from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in Go (language reference, section 10.4)."""

    image: ClassVar[str] = "golang"
    program: ClassVar[str] = "go run"
    suffix: ClassVar[str] = ".go"
