from __future__ import annotations

import inspect
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from wavetank.errors import EngineStoppedError, WavetankError
from wavetank.notebook.widgets.answer import Answer, refusal

if TYPE_CHECKING:
    from wavetank.engine.portal import Portal
    from wavetank.notebook.widgets.live_widget import LiveWidget

Call = Callable[..., Awaitable[Any]]
logger = logging.getLogger(__name__)


class Channel:
    """
    What a page and the kernel say to each other about one widget.

    The page asks `{id, method, params}`, and gets `{answer: id}` with the result, or with what is wrong, as JSON in a
    buffer; more buffers follow it. What the kernel says unasked is `{push: name, number}`, numbered without gaps.

    Requests come in on a subshell, or where a front end has none, on the main thread behind the running cell. They are
    answered on the engine's loop, which alone sends.

    Args:
        calls: What may be asked for, by name; each gets the `params` by name and, if it takes them, `buffers`.
    """

    def __init__(self, widget: LiveWidget, portal: Portal, calls: Mapping[str, Call]) -> None:
        self._widget = widget
        self._portal = portal
        self._calls = calls
        self._lock = threading.Lock()
        self._number = 0
        self._closed = False
        widget.on_msg(self._receive)

    def push(self, name: str, content: Any) -> None:
        """Tells every view of the widget something; it belongs to the engine's loop."""
        self._number += 1
        self._send({"push": name, "number": self._number}, [_encode(content)])

    def close(self) -> None:
        """Has nothing sent any more."""
        with self._lock:
            self._closed = True

    def _receive(self, _: object, content: Any, buffers: list[Any]) -> None:
        try:
            self._portal.begin(self._answer, content, buffers)
        except EngineStoppedError as error:
            self._send({"answer": content.get("id")}, [_encode(refusal(error))])

    async def _answer(self, content: Any, buffers: list[Any]) -> None:
        more: list[bytes] = []
        try:
            call = self._calls[content["method"]]
            given = {"buffers": buffers} if "buffers" in inspect.signature(call).parameters else {}
            result = await call(**content.get("params", {}), **given)
            if isinstance(result, Answer):
                result, more = result.content, list(result.buffers)
            said = {"result": result}
        except WavetankError as error:
            said = refusal(error)
        except Exception as error:
            # A fault of ours: told to whoever pressed the button, and to the log, where it can be found.
            logger.exception("A request of a page failed: %s", content.get("method"))
            said = {"error": {"cause": f"{type(error).__name__}: {error}", "remedy": "", "fields": {}}}
        self._send({"answer": content["id"]}, [_encode(said), *more])

    def _send(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        with self._lock:
            if not self._closed:
                self._widget.send(content, buffers)


def _encode(content: Any) -> bytes:
    return msgspec.json.encode(content, enc_hook=str)
