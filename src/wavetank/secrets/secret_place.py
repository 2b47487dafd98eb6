from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from wavetank.abc.secrets import Secrets

if TYPE_CHECKING:
    from collections.abc import Iterable


class SecretPlace(Secrets):
    """A place of a chain: besides giving secrets it says which it has, and how to put one there."""

    @abstractmethod
    def names(self) -> Iterable[str]:
        """Returns the names of the secrets that it has, in upper case; none if it does not list them."""

    @abstractmethod
    def how_to_set(self, name: str) -> str:
        """Returns what to do for this place to have a secret, as a part of a sentence."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(sorted(self.names()))})"
