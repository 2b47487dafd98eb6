from __future__ import annotations

import base64
import hashlib
import urllib.parse
from typing import Final

from wavetank.pebble.kinds import text_of
from wavetank.pebble.missing import RefusedError

_KEPT_IN_URLS: Final = "*"


def base64_encode(value: object) -> object:
    """Returns text, or bytes, in base 64."""
    if value is None:
        return None
    content = value if isinstance(value, bytes) else text_of(value, "base64encode").encode()
    return base64.b64encode(content).decode()


def base64_decode(value: object) -> object:
    """Returns the text that stands in base 64."""
    if value is None:
        return None
    try:
        return base64.b64decode(text_of(value, "base64decode"), validate=True).decode()
    except ValueError as error:
        raise RefusedError("The text is not UTF-8 text in base 64.") from error


def url_encode(value: object) -> object:
    """Returns text as a part of a URL; a blank becomes `+`."""
    if value is None:
        return None
    return urllib.parse.quote_plus(text_of(value, "urlencode"), safe=_KEPT_IN_URLS).replace("~", "%7E")


def url_decode(value: object) -> object:
    """Returns the text that a part of a URL stands for."""
    return None if value is None else urllib.parse.unquote_plus(text_of(value, "urldecode"))


def _digest(value: object, algorithm: str) -> object:
    if value is None:
        return None
    return hashlib.new(algorithm, text_of(value, algorithm).encode(), usedforsecurity=False).hexdigest()


def md5(value: object) -> object:
    """Returns the MD5 of a text in hexadecimal digits."""
    return _digest(value, "md5")


def sha1(value: object) -> object:
    """Returns the SHA-1 of a text in hexadecimal digits."""
    return _digest(value, "sha1")


def sha256(value: object) -> object:
    """Returns the SHA-256 of a text in hexadecimal digits."""
    return _digest(value, "sha256")


def sha512(value: object) -> object:
    """Returns the SHA-512 of a text in hexadecimal digits."""
    return _digest(value, "sha512")
