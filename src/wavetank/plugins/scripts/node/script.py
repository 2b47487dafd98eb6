from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in JavaScript with Node.js (language reference, section 10.4)."""

    image: ClassVar[str] = "node"
    program: ClassVar[str] = "node"
    suffix: ClassVar[str] = ".js"
