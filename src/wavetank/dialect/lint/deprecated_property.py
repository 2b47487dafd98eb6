from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic


def deprecated_properties(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each property that is written under a former name."""
    document = reading.document
    for path, part, written in reading.parts:
        for former in part.former.keys() & written.keys():
            yield document.source.diagnostic(
                Code.DEPRECATED_PROPERTY,
                document.key_span(path / former),
                f"`{former}` is deprecated.",
                f"Write `{part.former[former]}` instead.",
                path=path / former,
                severity="warning",
                deprecated=True,
            )
