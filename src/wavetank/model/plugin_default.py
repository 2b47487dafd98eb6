from __future__ import annotations

from typing import Any, ClassVar

from wavetank.model.part import Part


class PluginDefault(Part):
    """
    Values for all parts of a type, or of the types below a prefix (language reference, section 2.4).

    Attributes:
        forced: They win over what is written.
    """

    literal: ClassVar[frozenset[str]] = frozenset({"type"})

    type: str
    forced: bool = False
    values: dict[str, Any]
