from __future__ import annotations

import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError

from wavetank.errors import MissingExtraError, SecretError
from wavetank.secrets.keyring_store import KeyringSecrets


def test_without_the_library_there_is_no_keyring(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'wavetank\[keyring\]'"):
        KeyringSecrets()


@pytest.fixture
def backend():
    """A keyring of the library's own kind that lives in this process."""

    class InProcess(KeyringBackend):
        priority = 1
        fault = None

        def __init__(self):
            super().__init__()
            self.kept = {}

        def get_password(self, service, username):
            if self.fault:
                raise self.fault
            return self.kept.get((service, username))

        def set_password(self, service, username, password):
            self.kept[service, username] = password

    before = keyring.get_keyring()
    keyring.set_keyring(InProcess())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


def test_a_secret_is_found_under_its_service_and_its_name_in_upper_case(backend):
    backend.set_password("wavetank", "KEY", "value")
    assert KeyringSecrets().get("key") == "value"
    assert KeyringSecrets("other").get("key") is None
    assert "value" not in repr(KeyringSecrets())


def test_a_machine_without_a_keyring_has_no_secrets_there(backend):
    backend.fault = NoKeyringError("no backend")
    assert KeyringSecrets().get("key") is None


def test_a_locked_keyring_is_an_error_with_a_remedy(backend):
    backend.fault = KeyringLocked("locked")
    with pytest.raises(SecretError, match="does not give secret KEY: locked") as caught:
        KeyringSecrets().get("key")
    assert caught.value.remedy == "Unlock the keyring."
