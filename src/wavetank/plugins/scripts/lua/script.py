from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in Lua (language reference, section 10.4)."""

    image: ClassVar[str] = "nickblah/lua"
    program: ClassVar[str] = "lua"
    suffix: ClassVar[str] = ".lua"
