from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

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
