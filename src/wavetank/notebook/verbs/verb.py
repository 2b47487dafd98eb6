from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wavetank.notebook.argument import Argument, MagicParser, make_parser
from wavetank.notebook.words import split_words

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from wavetank.notebook.session import Session


@dataclass(frozen=True)
class Verb:
    """
    One thing that `%flow` does.

    Attributes:
        summary: What it does, in a line.
        act: Does it.
        split: How many words there are at most; what stands behind them is one more, taken as it is. None: no limit.
            Or what finds the words in what stands behind the verb; it raises ValueError where there are none.
    """

    name: str
    summary: str
    act: Callable[[Session, Namespace], object]
    arguments: tuple[Argument, ...] = ()
    split: int | Callable[[str], list[str]] | None = None

    @cached_property
    def parser(self) -> MagicParser:
        """Reads the words behind the verb."""
        return make_parser(f"%flow {self.name}", self.summary, self.arguments)

    def split_line(self, text: str) -> list[str]:
        """
        Returns the words in what stands behind the verb.

        Raises:
            ValueError: It has none: a quote is not closed, for one.
        """
        if callable(self.split):
            return self.split(text)
        return split_words(text) if self.split is None else text.split(maxsplit=self.split)

    @property
    def words(self) -> tuple[Argument, ...]:
        """The arguments that are told by their place."""
        return tuple(argument for argument in self.arguments if not argument.is_option)


LIMIT = Argument("--limit", "At most this many; 50 unless told.", options={"type": int, "default": 50, "metavar": "N"})
EXECUTION = Argument("execution", "Its id or the beginning of it, a flow for its newest one, or `last`.", "execution")
TRIGGER = Argument("trigger", "The id of the trigger.", "trigger")
FLOW = Argument("flow", "namespace.id, or the id alone.", "flow")
