from __future__ import annotations

import asyncio
import socket

from starlette.responses import PlainTextResponse

from wavetank.server.http_server import HttpServer


async def option_of_a_connection():
    """Returns whether the server's side of a connection sends what it has at once, on the standard library's loop."""
    server = HttpServer(PlainTextResponse("hello"), port=0)
    await server.start()
    host, port = server.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    (connection,) = server._server.server_state.connections
    option = connection.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    writer.close()
    await writer.wait_closed()
    await server.stop()
    return option


def test_an_answer_is_sent_at_once_without_waiting_for_the_other_side():
    """Its body would otherwise wait 40 ms for the confirmation of its head."""
    assert asyncio.run(option_of_a_connection())
