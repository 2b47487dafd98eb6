from __future__ import annotations

from wavetank.core.written import clean_text

_SHORTEST = 3
_MASK = "******"
_RUN = "*" * 9
_SHOWN_RUN = "**masked*"


class Masked:
    """Secret values, and texts with those values replaced. Values under three characters would mask everything."""

    def __init__(self) -> None:
        self._values: tuple[str, ...] = ()

    def add(self, value: str) -> None:
        """Has a value masked from now on."""
        if len(value) >= _SHORTEST and value not in self._values:
            # The longest first: a secret may be a part of another.
            self._values = tuple(sorted((*self._values, value), key=len, reverse=True))

    def __len__(self) -> int:
        return len(self._values)

    def __call__(self, text: str) -> str:
        """Returns a text without secrets, which can be written."""
        text = clean_text(text)
        for value in self._values:
            if value in text:
                text = text.replace(value, _MASK)
        return text

    def logged(self, text: str) -> str:
        """Returns a text for the log of a task: a star for each sign of a secret, as a Kestra server writes them."""
        text = clean_text(text)
        for value in self._values:
            if value in text:
                text = text.replace(value, "*" * len(value)).replace(_RUN, _SHOWN_RUN, 1)
        return text
