from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from ipykernel.kernelbase import Kernel
from IPython.display import display, update_display

from wavetank.api.views.styled import styled
from wavetank.ids import new_id
from wavetank.notebook.widgets.channel import Channel
from wavetank.notebook.widgets.execution_requests import ExecutionRequests
from wavetank.notebook.widgets.live_widget import LiveWidget
from wavetank.notebook.widgets.requests import requests_of
from wavetank.notebook.widgets.watching import Watching

if TYPE_CHECKING:
    from wavetank.api.engine import Engine
    from wavetank.api.views.element import Html
    from wavetank.notebook.widgets.channel import Call


class LiveOutput(ABC):
    """
    The output of a cell that an engine keeps up to date until it is frozen.

    The engine's thread owns the widget from the moment it is shown; a lock keeps it from a widget that was closed. What
    stays in a saved notebook is the same picture as plain HTML. Until a page asks for it, nothing is drawn or sent.
    """

    kind: ClassVar[str]

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._portal = engine.portal
        self._lock = threading.Lock()
        self._display_id = new_id()
        self._widget: LiveWidget | None = None
        self._channel: Channel | None = None
        self._watching = Watching(engine)
        self._closed = False

    @property
    def display_id(self) -> str:
        """By which the page knows the output that it stands in."""
        return self._display_id

    @property
    def frozen(self) -> bool:
        """Whether its life is over."""
        return self._closed

    @abstractmethod
    def still(self) -> tuple[Html, str]:
        """Returns the picture as it is kept, as markup and as text: it holds no secret."""

    @abstractmethod
    def requests(self) -> dict[str, Call]:
        """Returns what a page may ask for besides what concerns an execution; `open` is the first that it does."""

    @abstractmethod
    def let_go(self) -> None:
        """Stops listening; called once, before the last picture is drawn."""

    def show(self) -> None:
        """Displays it in the cell that runs."""
        html, text = self.still()
        bundle = _bundle(html, text)
        if Kernel.initialized():
            widget = self._widget = LiveWidget(kind=self.kind, html=html)
            self._connect(widget)
            view = widget._repr_mimebundle_()
            bundle = {**(view[0] if isinstance(view, tuple) else view or {}), **bundle}
        display(bundle, raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]

    def _connect(self, widget: LiveWidget) -> None:
        calls = requests_of(ExecutionRequests(self._engine), self._watching) | self.requests()
        self._channel = Channel(widget, self._portal, calls)
        self._watching.push = self.push

    def freeze(self) -> None:
        """Ends its life: what it shows becomes plain HTML in its place, and it listens to nothing any more."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self.let_go()
        self._watching.close()
        if self._widget is not None and self._channel is not None:
            self._channel.close()
            update_display(_bundle(*self.still()), raw=True, display_id=self._display_id)  # type: ignore[no-untyped-call]
            self._widget.close()

    def push_kept(self) -> None:
        """Tells the page what a notebook should hold, were it saved now; it belongs to the engine's loop."""
        self.push("kept", _bundle(*self.still()))

    def push(self, name: str, content: Any) -> None:
        """Tells the page something, unless it is frozen; it belongs to the engine's loop."""
        with self._lock:
            if not self._closed and self._channel is not None:
                self._channel.push(name, content)


def _bundle(html: Html, text: str) -> dict[str, Any]:
    return {"text/html": styled([html]), "text/plain": text}
