from __future__ import annotations

from enum import StrEnum


class InputType(StrEnum):
    """The types of inputs and outputs that this version validates (language reference, section 3.2)."""

    STRING = "STRING"
    INT = "INT"
    FLOAT = "FLOAT"
    BOOLEAN = "BOOLEAN"
    BOOL = "BOOL"
    DATETIME = "DATETIME"
    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    JSON = "JSON"
    YAML = "YAML"
    URI = "URI"
    SELECT = "SELECT"
    ENUM = "ENUM"
    MULTISELECT = "MULTISELECT"
    ARRAY = "ARRAY"
    EMAIL = "EMAIL"
    FILE = "FILE"
    ION = "ION"
    SECRET = "SECRET"  # noqa: S105 - the name of a type


NOT_YET_TYPES = frozenset({"FORM", "TABLE", "OBJECT", "REUSABLE_INPUTS"})
