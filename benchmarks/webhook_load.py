"""
Sends webhooks at fixed instants, whether or not the ones before were answered, and prints when each was sent and
answered, as JSON.

    python benchmarks/webhook_load.py HOST PORT PATH RATE COUNT
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time

# The last stretch before an instant is not slept through: a sleep ends up to 0.1 ms late.
_AWAKE = 200_000
# Seconds; servers close a connection that was idle for five.
_STALE = 2


class Connections:
    """
    Keep-alive connections; one is used again when its answer has come, otherwise another is opened.

    Attributes:
        answered: When the answer to each request came, by its number.
        refused: How many answers were not 200.
    """

    def __init__(self, address):
        self._address = address
        self._idle, self._asked, self._received = [], {}, {}
        self.answered, self.refused = {}, 0

    def send(self, number, request):
        self.collect(0)
        connection = self._fresh() or self._opened()
        connection.sendall(request)
        self._asked[connection] = number

    def _fresh(self):
        """Returns the connection that was used last, unless the server may be about to close it."""
        if self._idle and time.monotonic() - self._idle[-1][1] < _STALE:
            return self._idle.pop()[0]
        for connection, _ in self._idle:
            connection.close()
        self._idle.clear()
        return None

    def _opened(self):
        connection = socket.create_connection(self._address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def collect(self, timeout):
        """Takes the answers that have come; returns whether some are still to come."""
        for connection in select.select(list(self._asked), [], [], timeout)[0]:
            self._received[connection] = self._received.get(connection, b"") + connection.recv(65536)
            if is_complete(self._received[connection]):
                self.refused += not self._received.pop(connection).startswith(b"HTTP/1.1 200")
                self.answered[self._asked.pop(connection)] = time.time_ns()
                self._idle.append((connection, time.monotonic()))
        return bool(self._asked)

    def collect_until(self, instant):
        """Takes answers as they come, until an instant."""
        while (left := instant - time.time_ns() - _AWAKE) > 0:
            self.collect(left / 1e9)
        while time.time_ns() < instant:
            pass


def is_complete(answer):
    """Returns whether an answer has come whole: head and body may come apart."""
    head, blank, body = answer.partition(b"\r\n\r\n")
    return bool(blank) and len(body) >= int(head.lower().partition(b"content-length:")[2].split(None, 1)[0])


def main():
    host, port, path, rate, count = sys.argv[1:]
    connections, sent = Connections((host, int(port))), {}
    start = time.time_ns() + 500_000_000
    for number in range(int(count)):
        sent[number] = start + round(number * 1e9 / float(rate))
        body = json.dumps({"number": number})
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        connections.collect_until(sent[number])
        connections.send(number, request)
    deadline = time.monotonic() + 20
    while connections.collect(0.1) and time.monotonic() < deadline:
        pass
    if connections.refused:
        sys.exit(f"{connections.refused} webhooks were not answered with 200")
    print(json.dumps({"sent": sent, "answered": connections.answered}))


if __name__ == "__main__":
    main()
