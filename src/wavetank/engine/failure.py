from __future__ import annotations

from wavetank.errors import WavetankError


def failure_text(error: BaseException) -> str:
    """Returns an error in a sentence for the user: the sentence of our own errors, type and text of any other."""
    if isinstance(error, WavetankError):
        return str(error)
    if isinstance(error, ValueError) and str(error):
        return str(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
