from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.scalars import BOOLEAN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic


def boolean_words(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each `yes`, `no`, `on` or `off` without quotes that a server reads as true or false."""
    document = reading.document
    for path, node in document.scalars():
        if node.value in BOOLEAN_WORDS and not node.style and node.tag is None:
            meant = "true" if node.value.lower() in ("yes", "on") else "false"
            yield document.source.diagnostic(
                Code.BOOLEAN_WORD,
                document.span(path),
                f"`{node.value}` without quotes is read as {meant}.",
                f"Write {meant} if you mean that, or put the word into quotes.",
                path=path,
                severity="warning",
            )
