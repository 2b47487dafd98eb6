from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

import uvicorn

from wavetank.errors import WavetankError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

FIRST_PORT = 8080
_PORTS_TRIED = 100


class HttpServer:
    """
    An HTTP server on a loop that is running already.

    Args:
        host: Loopback unless told otherwise.
        port: The first port that is tried; when it is taken, the next free one is used. 0 lets the system choose.
    """

    def __init__(self, application: ASGIApp, host: str = "127.0.0.1", port: int = FIRST_PORT) -> None:
        self._host = host
        self._first_port = port
        config = uvicorn.Config(
            application,
            interface="asgi3",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._socket: socket.socket | None = None

    @property
    def url(self) -> str:
        """Where it is reached, as `http://127.0.0.1:8080`; empty while it is down."""
        if self._socket is None:
            return ""
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}"

    async def start(self) -> None:
        """Binds and serves. No ticking main loop: nothing wakes up while no request comes."""
        self._socket = self._bind()
        config = self._server.config
        config.load()
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup(sockets=[self._socket])

    def _bind(self) -> socket.socket:
        last = self._first_port + (_PORTS_TRIED if self._first_port else 1)
        for port in range(self._first_port, last):
            # asyncio switches off the wait for more to send only where the protocol is named: an answer has two pieces,
            # and the second would wait 40 ms for the other side to confirm the first.
            bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                bound.bind((self._host, port))
                bound.listen(1024)
            except OSError as error:
                bound.close()
                if error.errno != errno.EADDRINUSE:
                    raise WavetankError(
                        f"The HTTP server cannot listen on {self._host}:{port}: {error.strerror}.",
                        remedy="Set another host or port: wt.Engine(config={'wavetank.server.port': 8090}).",
                    ) from error
            else:
                bound.setblocking(False)  # noqa: FBT003 - the standard library's
                return bound
        raise WavetankError(f"No port from {self._first_port} to {last - 1} is free on {self._host}.")

    async def stop(self) -> None:
        """Closes the door; requests that are being answered get two seconds."""
        if self._socket is not None:
            await self._server.shutdown(sockets=[self._socket])
            self._socket.close()
            self._socket = None
