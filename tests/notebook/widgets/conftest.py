from __future__ import annotations

import json
import threading
from types import SimpleNamespace

import pytest

import wavetank as wt


class Page:
    """A widget and its page in one: what the kernel sends is kept, and a request waits for its answer."""

    def __init__(self):
        self.sent = []
        self._heard = threading.Condition()

    def on_msg(self, receive):
        self._receive = receive

    def send(self, content, buffers):
        with self._heard:
            self.sent.append(SimpleNamespace(content=content, body=json.loads(buffers[0]), buffers=buffers[1:]))
            self._heard.notify_all()

    def wait_for(self, wanted):
        """The first message that is wanted, sent already or soon."""
        with self._heard:
            found = self._heard.wait_for(lambda: [each for each in self.sent if wanted(each)], timeout=10)
        assert found, [each.content for each in self.sent]
        return found[0]

    def ask(self, method, buffers=(), **params):
        number = f"request {len(self.sent)}"
        self._receive(self, {"id": number, "method": method, "params": params}, list(buffers))
        return self.wait_for(lambda message: message.content.get("answer") == number)

    def pushed(self, name, wanted=lambda body: True):
        return self.wait_for(lambda message: message.content.get("push") == name and wanted(message.body)).body


@pytest.fixture
def engine(tmp_path):
    with wt.Engine(tmp_path) as engine:
        yield engine


@pytest.fixture
def page():
    return Page()
