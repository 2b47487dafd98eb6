from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.compose import compose
from wavetank.dialect.examine import examine
from wavetank.dialect.source import Source
from wavetank.errors import FlowError

if TYPE_CHECKING:
    from yaml.nodes import Node

    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.flow import Flow
    from wavetank.model.registry import TypeRegistry


def read_flow(text: str, registry: TypeRegistry) -> Flow:
    """
    Returns the flow that a text describes, with revision 0 and the text as its source.

    Raises:
        FlowError: It describes none; each diagnostic says what is wrong and where.
    """
    source = Source(text)
    documents, problems = compose(source)
    flow = None
    if not problems:
        problems = _not_one(source, documents)
    if not problems:
        reading, found = examine(source, documents[0], registry)
        flow, problems = reading.flow, [each for each in found if each.severity == "error"]
    if flow is None or problems:
        raise FlowError(problems, source=text)
    flow.read_from(text)
    return flow


def _not_one(source: Source, documents: list[Node]) -> list[Diagnostic]:
    if not documents:
        return [empty(source)]
    if len(documents) == 1:
        return []
    start = documents[1].start_mark.index
    return [
        source.diagnostic(
            Code.SEVERAL_DOCUMENTS,
            (start, source.line_end(start)),
            "A second document begins here, and a flow is one document.",
            "Deploy each document by itself, or remove the line `---` before it.",
        )
    ]


def empty(source: Source) -> Diagnostic:
    """Returns the diagnostic for a text without a document."""
    return source.diagnostic(Code.EMPTY, (0, 0), "The text is empty.", "Write a flow: `id`, `namespace` and `tasks`.")
