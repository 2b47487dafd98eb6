from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from ipywidgets._version import __protocol_version__
from ipywidgets.widgets.widget import _remove_buffers

from wavetank.api.views.styled import STYLESHEET
from wavetank.notebook.widgets.thread_comm import ThreadComm

_STATIC = Path(__file__).parent / "static"


class LiveWidget(anywidget.AnyWidget):
    """
    A picture in a page that its kernel keeps up to date.

    Traits are what a notebook may keep; all else travels in messages, which nobody keeps.

    Attributes:
        kind: What it shows: `flow` or `execution`.
        html: A picture that stands still, shown until the kernel answers.
    """

    _esm = _STATIC / "wavetank.js"
    _css = STYLESHEET.read_text(encoding="utf-8") + (_STATIC / "live.css").read_text(encoding="utf-8")

    if TYPE_CHECKING:
        comm: Any

    kind = traitlets.Unicode().tag(sync=True)
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
        return "LiveWidget()"
