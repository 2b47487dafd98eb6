from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in Java with JBang (language reference, section 10.4)."""

    image: ClassVar[str] = "jbangdev/jbang-action"
    program: ClassVar[str] = "jbang"
    suffix: ClassVar[str] = ".java"
