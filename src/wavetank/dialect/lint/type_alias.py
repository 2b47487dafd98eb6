from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic


def type_aliases(reading: Reading) -> Iterator[Diagnostic]:
    """Gives an info for each type that is written under a former name."""
    document = reading.document
    for path, _, written in reading.parts:
        name = written.get("type")
        canonical = reading.registry.canonical(name) if isinstance(name, str) else name
        if canonical != name:
            yield document.source.diagnostic(
                Code.TYPE_ALIAS,
                document.span(path / "type"),
                f"The type `{name}` is replaced by `{canonical}`.",
                "Write the new name; both work.",
                path=path / "type",
                severity="info",
            )
