from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.compose import compose
from wavetank.dialect.examine import examine, in_order
from wavetank.dialect.lint.lint import lint
from wavetank.dialect.read import empty
from wavetank.dialect.source import Source

if TYPE_CHECKING:
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.registry import TypeRegistry


def check(text: str, registry: TypeRegistry, dialect: str = "kestra1") -> list[Diagnostic]:
    """
    Returns what is wrong with a text, and advice on it, in the order of the text. Bad text never raises.

    Several documents, with `---` between them, are all checked.

    Raises:
        WavetankError: There is no such dialect; there are `kestra1` and `kestra2`.
    """
    registry = registry.speaking(dialect)
    source = Source(text)
    documents, found = compose(source)
    if not documents and not found:
        return [empty(source)]
    for root in documents:
        reading, problems = examine(source, root, registry)
        found += [*problems, *lint(reading)]
    return in_order(found)
