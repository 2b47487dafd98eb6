from __future__ import annotations


class SecretText:
    """
    The text of a SECRET input or output on its way to be encrypted.

    It is no `str` on purpose: what would write or show it in the clear fails, or shows stars.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretText) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return "******"

    __repr__ = __str__
