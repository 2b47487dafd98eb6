from __future__ import annotations

from abc import ABC, abstractmethod

from wavetank.errors import SecretError


class Secrets(ABC):
    """
    A place where secrets are kept.

    - Names are compared in upper case, as Kestra does.
    - A value never appears in an error, a log or a representation.
    """

    @abstractmethod
    def get(self, name: str) -> str | None:
        """
        Returns a secret, or None when this place does not have it.

        Raises:
            SecretError: The place has it and cannot read it.
        """

    def require(self, name: str) -> str:
        """
        Returns a secret.

        Raises:
            SecretError: This place does not have it, or cannot read it.
        """
        value = self.get(name)
        if value is None:
            raise SecretError(f"Cannot find secret for key '{name.upper()}'.")
        return value
