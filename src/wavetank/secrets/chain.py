from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.secrets import Secrets
from wavetank.errors import SecretError
from wavetank.secrets.dotenv_file import DotenvSecrets
from wavetank.secrets.environment import EnvironmentSecrets
from wavetank.secrets.given import GivenSecrets
from wavetank.secrets.keyring_store import KeyringSecrets, keyring_installed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wavetank.secrets.secret_place import SecretPlace


class SecretChain(Secrets):
    """
    Places that are asked one after the other; the first that has a secret gives it.

    It has the face of a mapping: `chain["NAME"]` returns a secret, and `chain["NAME"] = "…"` gives one to this
    process, which comes before all other places. Iteration and `repr` show names, never values.

    Args:
        places: In the order in which they are asked, after what is given in this process.
    """

    def __init__(self, places: Sequence[SecretPlace] = ()) -> None:
        self._given = GivenSecrets()
        self._places: tuple[SecretPlace, ...] = (self._given, *places)

    def get(self, name: str) -> str | None:  # noqa: D102
        found = (place.get(name) for place in self._places)
        return next((value for value in found if value is not None), None)

    def __getitem__(self, name: str) -> str:
        return self.require(name)

    def require(self, name: str) -> str:  # noqa: D102
        value = self.get(name)
        if value is None:
            raise self._missing(name.upper())
        return value

    def __setitem__(self, name: str, value: str) -> None:
        self._given[name] = value

    def __delitem__(self, name: str) -> None:
        del self._given[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for place in self._places for name in place.names()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"SecretChain({', '.join(sorted(self))})"

    def _missing(self, name: str) -> SecretError:
        ways = [place.how_to_set(name) for place in self._places]
        either = ", or ".join(ways)
        return SecretError(f"Cannot find secret for key '{name}'.", remedy=f"{either[0].upper()}{either[1:]}.")


def default_chain(dotenv: Path) -> SecretChain:
    """Returns the places of an engine: what is given to it, the environment, a `.env` file, the system's keyring."""
    places: list[SecretPlace] = [EnvironmentSecrets(), DotenvSecrets(dotenv)]
    if keyring_installed():
        places.append(KeyringSecrets())
    return SecretChain(places)
