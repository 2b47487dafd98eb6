from __future__ import annotations

from typing import Any

from comm.base_comm import BaseComm
from ipykernel.jsonutil import json_clean
from ipykernel.kernelbase import Kernel


class ThreadComm(BaseComm):
    """
    A comm that any thread may send on; outside a kernel it is silent.

    ipykernel's own comm (7.4) sends the page's next messages to wherever the last message came from: after one message
    from the engine's thread that is the main shell, behind the running cell. This one leaves the way to the page.
    """

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        buffers: list[bytes] | None = None,
        **keys: Any,
    ) -> None:
        """Sends a message of the comm protocol, as the answer to no cell."""
        if not Kernel.initialized():
            return
        kernel: Any = Kernel.instance()
        kernel.session.send(
            kernel.iopub_socket,
            msg_type,
            _clean({"data": data or {}, "comm_id": self.comm_id, **keys}),
            metadata=_clean(metadata or {}),
            ident=self.topic,
            buffers=buffers,
        )

    def handle_msg(self, msg: dict[str, Any]) -> None:
        """
        Takes a message of the page.

        Without the `pre_execute` and `post_execute` events of the inherited method: on a subshell they run matplotlib's
        `flush_figures` in the middle of the user's cell (ipykernel issue 1564).
        """
        if self._msg_callback:
            self._msg_callback(msg)


def _clean(content: dict[str, Any]) -> Any:
    return json_clean(content)  # type: ignore[no-untyped-call]
