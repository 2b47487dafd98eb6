from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from ipywidgets._version import __protocol_version__
from ipywidgets.widgets.widget import _remove_buffers

from wavetank.api.views.styled import STYLESHEET
from wavetank.notebook.widgets.thread_comm import ThreadComm


class FlowCardWidget(anywidget.AnyWidget):
    """
    The picture of a flow in a page.

    Attributes:
        html: The picture; setting it changes what the page shows.
    """

    _esm = Path(__file__).parent / "static" / "flow_card.js"
    _css = STYLESHEET

    if TYPE_CHECKING:
        comm: Any

    html = traitlets.Unicode().tag(sync=True)

    def open(self) -> None:
        """Tells the page of the widget, over a comm that the engine's thread may use."""
        if self.comm is not None:
            return
        state, paths, buffers = _remove_buffers(self.get_state())
        self.comm = ThreadComm(
            target_name="jupyter.widget",
            data={"state": state, "buffer_paths": paths},
            buffers=buffers,
            metadata={"version": __protocol_version__},
        )

    def __repr__(self) -> str:
        return "FlowCardWidget()"
