from __future__ import annotations

from wavetank.engine.encryption import ENCRYPTED, Encryption
from wavetank.engine.masking import Masked
from wavetank.pebble import Renderer

KEY = "I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK"


def encrypted(text):
    return {"type": ENCRYPTED, "value": Renderer().text("{{ encrypt(key, text) }}", {"key": KEY, "text": text})}


def test_what_is_encrypted_is_decrypted_however_deep_and_masked_from_then_on():
    masked = Masked()
    known = {"inputs": {"list": [encrypted("a secret"), "plain"]}}
    assert Encryption(KEY, masked).decrypted(known) == {"inputs": {"list": ["a secret", "plain"]}}
    assert masked("it is a secret") == "it is ******"


def test_without_a_key_nothing_is_decrypted():
    value = encrypted("a secret")
    assert Encryption(None, Masked()).decrypted(value) is value


def test_a_secret_within_a_secret_is_masked_whole():
    masked = Masked()
    masked.add("pass")
    masked.add("password")
    assert masked("the password") == "the ******"
