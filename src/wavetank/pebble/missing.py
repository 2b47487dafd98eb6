from __future__ import annotations

_NOTHING = object()


class MissingError(Exception):
    """
    A variable, key or attribute is not there; turned into an `UndefinedError` where a template is rendered.

    Args:
        name: What was asked for.
        owner: What was asked for it; without one it is a variable.
    """

    def __init__(self, name: str, owner: object = _NOTHING) -> None:
        super().__init__(name)
        self.name = name
        self.owner = owner

    @property
    def is_variable(self) -> bool:
        """Whether the name of a variable is unknown, and not a key of some value."""
        return self.owner is _NOTHING


class RefusedError(Exception):
    """
    A filter, function or operator cannot do what it is asked to; becomes an `ExpressionError` with its place.

    Args:
        cause: What is wrong, in a sentence.
        remedy: What to do, in a sentence.
    """

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy
