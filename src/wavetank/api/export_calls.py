from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wavetank.api.engine_inside import EngineInside

if TYPE_CHECKING:
    from wavetank.api.exported import Exported
    from wavetank.api.exporting import Exporting


class ExportCalls(EngineInside):
    """How an engine hands flows to servers."""

    def export(self, flow: str) -> Exported:
        """
        Returns a flow as a Kestra server takes it, with the flows that it starts and the files of their namespaces.

        The text is the one that was deployed, except for tasks of the type `wavetank.Call`, which no server has: they
        become Python scripts, and expressions that read their outputs follow.

        Args:
            flow: `namespace.id`.

        Raises:
            NotFoundError: There is no such flow.
            PluginError: A function cannot be written as a script; the cause says why.
        """
        exporting: Exporting = import_module("wavetank.api.exporting").Exporting(self)
        return exporting.exported(flow)
