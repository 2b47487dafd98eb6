from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wavetank.errors import SecretError
from wavetank.model.secret_text import SecretText
from wavetank.pebble import Renderer

if TYPE_CHECKING:
    from wavetank.engine.masking import Masked

ENCRYPTED = "io.kestra.datatype:aes_encrypted"


class Encryption:
    """
    Values that are kept encrypted, as `{"type": "io.kestra.datatype:aes_encrypted", "value": …}`.

    Args:
        key: `kestra.encryption.secret-key`: an AES key in base 64; without one, nothing is decrypted.
        masked: Takes what was decrypted, so that it is never written in the clear.
    """

    def __init__(self, key: str | None, masked: Masked) -> None:
        self._key = key
        self._masked = masked

    def decrypted(self, value: Any) -> Any:
        """Returns a value with all that is encrypted in it decrypted; without a key, the value as it is."""
        return value if self._key is None else self._walk(value)

    def encrypted(self, text: str) -> dict[str, str]:
        """
        Returns a text as it is kept, and has it masked from now on.

        Raises:
            SecretError: There is no key.
        """
        if self._key is None:
            raise SecretError(
                "Nothing can be encrypted: there is no key.",
                remedy="Give one: wt.Engine(config={'kestra.encryption.secret-key': …}), 16 to 32 bytes in base 64.",
            )
        self._masked.add(text)
        cipher = Renderer().text("{{ encrypt(key, text) }}", {"key": self._key, "text": text})
        return {"type": ENCRYPTED, "value": cipher}

    def sealed(self, value: Any) -> Any:
        """
        Returns a value with each secret text in it encrypted.

        Raises:
            SecretError: There is one, and no key.
        """
        if isinstance(value, SecretText):
            return self.encrypted(value.text)
        if isinstance(value, Mapping):
            return {key: self.sealed(each) for key, each in value.items()}
        return [self.sealed(each) for each in value] if isinstance(value, list) else value

    def _walk(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            if value.get("type") == ENCRYPTED and "value" in value:
                return self._decrypt(value["value"])
            return {key: self._walk(each) for key, each in value.items()}
        return [self._walk(each) for each in value] if isinstance(value, list) else value

    def _decrypt(self, text: Any) -> str:
        plain = Renderer().text("{{ decrypt(key, text) }}", {"key": self._key, "text": text})
        self._masked.add(plain)
        return plain
