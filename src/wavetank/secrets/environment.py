from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wavetank.secrets.encoding import PREFIX, decoded
from wavetank.secrets.secret_place import SecretPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class EnvironmentSecrets(SecretPlace):
    """
    Secrets in environment variables `SECRET_<NAME>`, in base64, as Kestra reads them (semantics reference, section 12).

    The environment is read at each call, so that `%env` takes effect at once.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment

    def get(self, name: str) -> str | None:  # noqa: D102
        variable = self._variables().get(name.upper())
        if variable is None:
            return None
        return decoded(
            variable,
            self._environment[variable],
            where="environment",
            remedy=f'Set it with: export {variable}="$(printf %s "$VALUE" | base64 -w0)"',
        )

    def names(self) -> Iterable[str]:  # noqa: D102
        return tuple(self._variables())

    def how_to_set(self, name: str) -> str:  # noqa: D102
        return f"set the environment variable {PREFIX}{name} to its base64"

    def _variables(self) -> dict[str, str]:
        return {
            variable.removeprefix(PREFIX).upper(): variable
            for variable in self._environment
            if variable.startswith(PREFIX) and variable != PREFIX
        }
