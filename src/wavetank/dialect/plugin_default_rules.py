"""What the language asks of plugin defaults (language reference, section 2.4); each rule gives its diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.dialect.codes import Code
from wavetank.dialect.nearest import did_you_mean, nearest
from wavetank.dialect.path import Path
from wavetank.dialect.plugin_defaults import PLACES
from wavetank.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic


def plugin_default_rules(reading: Reading) -> Iterator[Diagnostic]:
    """Gives what is wrong with the values of plugin defaults."""
    for name in PLACES:
        entries = reading.document.data.get(name)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(entry.get("values"), dict):
                values, path = entry["values"], Path((name, index, "values"))
                yield from _nothing(reading, path, values)
                yield from _unknown(reading, path, entry.get("type"), values)


def _nothing(reading: Reading, path: Path, value: Any) -> Iterator[Diagnostic]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _nothing(reading, path / key, inner)
    elif value is None:
        yield reading.document.source.diagnostic(
            Code.PLUGIN_DEFAULT,
            reading.document.key_span(path),
            f"`{path[-1]}` has no value, and a default is one.",
            "Write a value, or remove the line.",
            path=path,
        )


def _unknown(reading: Reading, path: Path, name: Any, values: dict[str, Any]) -> Iterator[Diagnostic]:
    """Gives the properties that a type does not have; of a prefix, each type takes what it has."""
    try:
        part = reading.registry.find(name) if isinstance(name, str) else None
    except PluginError:
        return
    if part is None or part.takes_anything():
        return
    for key in values:
        if key not in part.property_names():
            yield reading.document.source.diagnostic(
                Code.PLUGIN_DEFAULT,
                reading.document.key_span(path / key),
                f"No property `{key}` exists in plugin `{name}`.",
                did_you_mean(nearest(key, part.property_names())),
                path=path / key,
            )
