from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Any, Final

from wavetank.pebble.kinds import text_of
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope

_NONCE: Final = 12


def encrypt(_scope: Scope, key: str, plaintext: object) -> object:
    """Returns text encrypted with AES-GCM and a key in base 64, as base 64: nonce, text, tag."""
    if plaintext is None:
        return None
    # Randomness of the system, never the injected one: a nonce that repeats gives the key away.
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _cipher(key).encrypt(nonce, text_of(plaintext, "encrypt").encode(), None)).decode()


def decrypt(_scope: Scope, key: str, encrypted: object) -> object:
    """Returns the text that was encrypted with the same key."""
    if encrypted is None:
        return None
    cipher = _cipher(key)
    try:
        content = base64.b64decode(text_of(encrypted, "decrypt"), validate=True)
        return cipher.decrypt(content[:_NONCE], content[_NONCE:], None).decode()
    except Exception as error:
        # Which of the steps failed, and on what, is no business of whoever has not the key.
        raise RefusedError("The text cannot be decrypted: it is damaged, or the key is another one.") from error


def _cipher(key: object) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise RefusedError("Encryption needs a library.", "Run: pip install 'wavetank[encryption]'") from error
    try:
        return AESGCM(base64.b64decode(text_of(key, "encrypt"), validate=True))
    except ValueError as error:
        raise RefusedError("The key must be 16, 24 or 32 bytes in base 64.") from error
