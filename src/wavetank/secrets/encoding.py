from __future__ import annotations

import base64
import binascii

from wavetank.errors import SecretError

PREFIX = "SECRET_"
"""What the names of Kestra's secrets begin with outside of it; their values are base64."""


def decoded(variable: str, value: str, *, where: str, remedy: str) -> str:
    """
    Returns the text of a secret that is kept as Kestra does.

    Raises:
        SecretError: `value` is not the base64 of a text; the error does not show it.
    """
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        # The cause holds the bytes, which are the secret if it was written plain.
        fault = SecretError(f"The value of {variable} is not the base64 of a text.", where=where, remedy=remedy)
    raise fault
