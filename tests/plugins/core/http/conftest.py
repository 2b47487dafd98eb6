"""A real HTTP server on this machine, which tells what it was asked."""

from __future__ import annotations

import gzip
import json
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = self.path.partition("?")[0]
        route = getattr(self, f"route_{path.strip('/').replace('-', '_')}", self.route_tell)
        route(body)

    do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815 - the names that the base class looks for

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def route_tell(self, body):
        """Answers with the request."""
        told = {
            "method": self.command,
            "path": self.path,
            "body": body.decode("latin-1"),
            "headers": dict(self.headers),
        }
        self.reply(200, json.dumps(told).encode(), Content_Type="application/json", X_Twice="1")

    def route_teapot(self, _):
        self.reply(418, b"short and stout")

    def route_moved(self, _):
        self.reply(301, Location="/landed")

    def route_empty(self, _):
        self.reply(204)

    def route_file(self, _):
        self.reply(200, b"a,b\n1,2\n", Content_Disposition='attachment; filename="/up/../report 1.csv"')

    def route_nested_data_csv(self, _):
        self.reply(200, b"x")

    def route_zipped(self, _):
        self.reply(200, gzip.compress(b"unzipped"), Content_Encoding="gzip")

    def route_binary(self, _):
        self.reply(200, b"\xff\xfe\xfd")

    def route_latin(self, _):
        self.reply(200, "ü".encode("latin-1"), Content_Type="text/plain; charset=ISO-8859-1")

    def route_events(self, _):
        texts = ('data: {"text": "Hel"}', 'data: {"text": "lo"}', "event: end", "data: done")
        stream = "\n\n".join(texts[:2]) + "\n\n" + "\n".join(texts[2:]) + "\n\n"
        self.reply(200, stream.encode(), Content_Type="text/event-stream")

    def route_large(self, _):
        self.reply(200, b"x" * 2_000_000)

    def route_cut(self, _):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def route_digest(self, _):
        if "Authorization" in self.headers:
            self.reply(200, self.headers["Authorization"].encode())
        else:
            self.reply(401, WWW_Authenticate='Digest realm="r", nonce="n", qop="auth"')

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """Is silent about callers that hang up, as those do who have read enough."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, address)


def serve(context=None):
    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


@pytest.fixture(scope="session")
def url():
    server = serve()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def self_signed_url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server = serve(context)
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
