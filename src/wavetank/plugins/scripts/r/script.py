from __future__ import annotations

from typing import ClassVar

from wavetank.plugins.scripts.language_script import LanguageScript


class Script(LanguageScript):
    """Runs a script in R (language reference, section 10.4)."""

    image: ClassVar[str] = "r-base"
    program: ClassVar[str] = "Rscript"
    suffix: ClassVar[str] = ".R"
