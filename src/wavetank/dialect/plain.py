from __future__ import annotations

from typing import Any

from wavetank.dialect.compose import compose
from wavetank.dialect.read_document import read_document
from wavetank.dialect.source import Source


def read_plain(text: str) -> Any:
    """
    Returns the value of a YAML text that is no flow, read as a Kestra server reads it; None for an empty text.

    Raises:
        ValueError: It is not YAML, or more than one document.
    """
    source = Source(text)
    documents, problems = compose(source)
    if problems or len(documents) > 1:
        raise ValueError(f"it must be YAML: {problems[0].message}" if problems else "it must be one YAML document")
    if not documents:
        return None
    document = read_document(source, documents[0])
    errors = [each for each in document.problems if each.severity == "error"]
    if errors:
        raise ValueError(f"it must be YAML: {errors[0].message}")
    return document.data
