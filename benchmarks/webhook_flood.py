"""
Sends webhooks over some connections, on each the next when the last was answered, and prints how many were answered.

    python benchmarks/webhook_flood.py HOST PORT PATH CONNECTIONS SECONDS
"""

from __future__ import annotations

import selectors
import socket
import sys
import time

from webhook_load import is_complete

BODY = b'{"name": "Ada"}'


class Connection:
    """A keep-alive connection on which one request is on its way."""

    def __init__(self, address, request):
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request, self._received = request, b""

    def send(self):
        self._received = b""
        self.socket.sendall(self._request)

    def receive(self):
        """Returns whether the answer is complete; it must be 200."""
        self._received += self.socket.recv(65536)
        if not self._received.startswith(b"HTTP/1.1 200"):
            sys.exit(f"A webhook was answered with {self._received!r}")
        return is_complete(self._received)


def main():
    host, port, path, connections, seconds = sys.argv[1:]
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    asked, answered = int(connections), 0
    with selectors.DefaultSelector() as selector:
        for _ in range(asked):
            connection = Connection((host, int(port)), head.encode() + BODY)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send()
        until = time.monotonic() + float(seconds)
        while asked:
            for key, _ in selector.select(20):
                if not key.data.receive():
                    continue
                answered += 1
                if time.monotonic() < until:
                    key.data.send()
                else:
                    asked -= 1
    print(answered)


if __name__ == "__main__":
    main()
