from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wavetank.errors import NotFoundError, SecretError
from wavetank.pebble import OfflineServices, Renderer


class FilledServices(OfflineServices):
    """Real services over plain dictionaries, at a fixed time, in UTC."""

    zone = UTC

    def __init__(self):
        super().__init__(seed=7)
        self.secrets = {"TOKEN": "s3cret"}
        self.keys = {"color": "blue", "empty": None}
        self.files = {
            "data/file.txt": b"content",
            "kestra:///company/team/orders/executions/e1/tasks/t/r/a.txt": b"mine",
        }
        self.requests = []

    def now(self):
        return datetime(2024, 6, 15, 12, tzinfo=UTC)

    def secret(self, key, namespace, subkey):
        if key not in self.secrets:
            raise SecretError(f"Cannot find secret for key '{key}'.")
        return self.secrets[key]

    def kv(self, key, namespace, error_on_missing):
        if key not in self.keys and error_on_missing:
            raise NotFoundError(f"There is no key '{key}' in {namespace}.")
        return self.keys.get(key)

    def read(self, path, namespace):
        if path not in self.files:
            raise NotFoundError(f"There is no file '{path}'.")
        return self.files[path]

    def file_uri(self, path, namespace):
        return f"kestra:///company/team/_files/{path}"

    def file_size(self, path, namespace):
        return len(self.read(path, namespace))

    def file_exists(self, path, namespace):
        return path in self.files

    def http(self, request):
        self.requests.append(request)
        return {"state": "up"}


@pytest.fixture
def services():
    return FilledServices()


@pytest.fixture
def renderer(services):
    return Renderer(services)


@pytest.fixture
def text(renderer):
    """Renders one template to text."""
    return lambda template, **variables: renderer.text(template, variables)
