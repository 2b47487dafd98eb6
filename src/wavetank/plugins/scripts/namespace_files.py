from __future__ import annotations

from wavetank.model.part import Part
from wavetank.model.property import Property


class NamespaceFiles(Part):
    """Which files of a namespace a task finds in its working directory (language reference, section 10.1)."""

    enabled: Property[bool] | None = None
    include: tuple[str, ...] | str = ()
    exclude: tuple[str, ...] | str = ()
    namespaces: tuple[str, ...] | str = ()
    if_exists: str | None = None
    folder_per_namespace: Property[bool] | None = None
