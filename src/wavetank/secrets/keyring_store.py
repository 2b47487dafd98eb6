from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from wavetank.errors import MissingExtraError, SecretError
from wavetank.secrets.secret_place import SecretPlace

if TYPE_CHECKING:
    from collections.abc import Iterable


class KeyringSecrets(SecretPlace):
    """
    Secrets in the keyring of the operating system, under one service, their names in upper case.

    Raises:
        MissingExtraError: `keyring` is not installed.
    """

    def __init__(self, service: str = "wavetank") -> None:
        if not keyring_installed():
            raise MissingExtraError("The system's keyring", "keyring")
        self._service = service

    def get(self, name: str) -> str | None:  # noqa: D102
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError, NoKeyringError  # noqa: PLC0415

        try:
            value: str | None = keyring.get_password(self._service, name.upper())
        except NoKeyringError:
            return None
        except KeyringError as error:
            raise SecretError(
                f"The system's keyring does not give secret {name.upper()}: {error}.", remedy="Unlock the keyring."
            ) from error
        return value

    def names(self) -> Iterable[str]:
        """Returns none: keyrings do not list what they have."""
        return ()

    def how_to_set(self, name: str) -> str:  # noqa: D102
        return f"run `keyring set {self._service} {name}`"


def keyring_installed() -> bool:
    """Returns whether the library is there, without loading it."""
    return find_spec("keyring") is not None
