from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic


def deprecated_types(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each task, trigger or condition of a type that should not be used any more."""
    document = reading.document
    for path, part, written in reading.parts:
        gone = part.gone if reading.registry.dialect == "kestra2" else {}
        if "type" in part.deprecated.keys() - gone.keys():
            yield document.source.diagnostic(
                Code.DEPRECATED_TYPE,
                document.span(path / "type"),
                f"{str(written.get('type')).rpartition('.')[2]} is deprecated.",
                part.deprecated["type"],
                path=path,
                severity="warning",
                deprecated=True,
            )
