from __future__ import annotations

from wavetank.core.written import clean_text

_SHORTEST = 3
_MASK = "******"


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
