from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.path import Path
    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic


def deprecated_properties(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each property that should not be used any more."""
    for path, part, written in reading.parts:
        gone = part.gone if reading.registry.dialect == "kestra2" else {}
        advice = {name: f"Write `{present}` instead." for name, present in part.former.items()} | part.deprecated
        for name in advice.keys() & written.keys() - gone.keys() - {"type"}:
            if reading.document.key_at(path / name) is not None:
                yield _warning(reading, path / name, advice[name])


def _warning(reading: Reading, path: Path, advice: str) -> Diagnostic:
    return reading.document.source.diagnostic(
        Code.DEPRECATED_PROPERTY,
        reading.document.key_span(path),
        f"`{path[-1]}` is deprecated.",
        advice,
        path=path,
        severity="warning",
        deprecated=True,
    )
