from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.errors import SecretError
from wavetank.secrets.secret_place import SecretPlace

if TYPE_CHECKING:
    from collections.abc import Iterable


class GivenSecrets(SecretPlace):
    """Secrets that were given in this process, and are gone with it."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def __setitem__(self, name: str, value: str) -> None:
        if not name or not isinstance(value, str):
            raise SecretError("A secret has a name, and its value is a text.", remedy="Give numbers and bytes as text.")
        self._values[name.upper()] = value

    def __delitem__(self, name: str) -> None:
        if self._values.pop(name.upper(), None) is None:
            raise SecretError(f"No secret {name.upper()} was given in this process.")

    def get(self, name: str) -> str | None:  # noqa: D102
        return self._values.get(name.upper())

    def names(self) -> Iterable[str]:  # noqa: D102
        return tuple(self._values)

    def how_to_set(self, name: str) -> str:  # noqa: D102
        return f'set engine.secrets["{name}"] = "…"'
