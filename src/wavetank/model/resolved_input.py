from __future__ import annotations

from typing import Any

import msgspec


class ResolvedInput(msgspec.Struct, frozen=True, kw_only=True):
    """
    What became of one declared input.

    Attributes:
        id: As it is declared, with its dots.
        value: In the input's type; as it was given where the input is disabled or not accepted. A file that is still
            to be stored is a `pathlib.Path`, a secret a `SecretText`.
        enabled: Whether all that it depends on lets it have a value.
        choices: What may be chosen, as it is written or as its expression gives it; None for what is no choice.
        error: Why it is not accepted, in a sentence that names the input; None if it is.
    """

    id: str
    value: Any = None
    enabled: bool = True
    choices: tuple[str, ...] | None = None
    error: str | None = None
