from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.compose import compose
from wavetank.dialect.excerpt import excerpt
from wavetank.dialect.read_document import read_document
from wavetank.dialect.source import Source

if TYPE_CHECKING:
    from wavetank.dialect.document import Document
    from wavetank.dialect.path import Path

# A shorter piece of a task's text may stand anywhere.
_TELLING = 6


def place_of_task(text: str, task_id: str, error: str = "") -> tuple[int, str] | None:
    """
    Returns where a task stands in the text of a flow: the line, and the lines around it with the place marked.

    Args:
        text: The text.
        task_id: The task.
        error: What was said of it: a property whose text stands in it is the place.

    Returns:
        None if the text has no such task.
    """
    source = Source(text)
    documents, _ = compose(source)
    if not documents:
        return None
    document = read_document(source, documents[0])
    around = next((path for path, _ in document.scalars() if _is_task(document, path, task_id)), None)
    if around is None:
        return None
    span = document.span(_meant(document, around.parent, error) or around)
    marked = source.diagnostic(Code.EXPRESSION, span, "")
    shown = excerpt(text, marked, context=1).split("\n")
    return marked.line, "\n".join(shown[:-1])


def _is_task(document: Document, path: Path, task_id: str) -> bool:
    beside = document.value_at(path.parent)
    return path[-1:] == ("id",) and document.value_at(path) == task_id and isinstance(beside, dict) and "type" in beside


def _meant(document: Document, task: Path, error: str) -> Path | None:
    found = [
        path
        for path, node in document.scalars()
        if path.within(task) and path[-1] != "id" and len(node.value) >= _TELLING and _stands_in(node.value, error)
    ]
    return max(found, key=lambda path: len(str(document.value_at(path))), default=None)


def _stands_in(value: str, error: str) -> bool:
    # Messages quote an expression as Python writes a text.
    return value.strip() in error or repr(value)[1:-1] in error
