from __future__ import annotations

import threading
from typing import Any

from wavetank.errors import MissingExtraError, TaskError

try:
    from jsonata import Jsonata
    from jsonata.jexception import JException
except ImportError as missing:
    raise MissingExtraError("JSONata", "jsonata") from missing

_KEPT = 100
_compiled = threading.local()


class Program:
    """
    A JSONata expression, ready to be evaluated in the thread in which it was made.

    Args:
        text: The expression.
        seconds: How long an evaluation may take; None: as long as it wants.
        depth: How deep its functions may call each other; None: as deep as Python lets them.

    Raises:
        TaskError: It is no JSONata.
    """

    def __init__(self, text: str, seconds: float | None = None, depth: int | None = None) -> None:
        self._text = text
        milliseconds = None if seconds is None else round(seconds * 1000)
        try:
            self._jsonata = Jsonata.jsonata(text, timeout=milliseconds, stack=depth)
        except JException as error:
            raise TaskError(f"`expression` is no JSONata: {error}.") from error
        # What is read from JSON needs no look whether it is JSON, which takes a third of the time.
        self._jsonata.set_validate_input(validate_input=False)

    @classmethod
    def of(cls, text: str, seconds: float | None, depth: int | None) -> Program:
        """Returns a program; those that a thread used lately are not compiled again."""
        known: dict[object, Program] = _compiled.__dict__.setdefault("programs", {})
        key = (text, seconds, depth)
        program = known.pop(key, None) or cls(text, seconds, depth)
        if len(known) >= _KEPT:
            del known[next(iter(known))]
        known[key] = program
        return program

    def evaluate(self, value: Any) -> Any:
        """
        Returns what the expression makes of a value as JSON gives it; None where it selects nothing.

        Raises:
            TaskError: It has no value, takes too long or goes too deep.
        """
        try:
            return self._jsonata.evaluate(value)
        except RecursionError as error:
            raise TaskError("The expression cannot be evaluated: its functions call each other too deep.") from error
        except (JException, ArithmeticError, TypeError, ValueError) as error:
            raise TaskError(f"The expression cannot be evaluated: {str(error).rstrip('.')}.") from error
