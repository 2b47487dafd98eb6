from __future__ import annotations

import difflib
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from IPython.core.error import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Argument:
    """
    A word or option that a magic takes.

    Attributes:
        name: `--long` for an option, otherwise a word told by its place.
        kind: What it names, for completion: `flow`, `trigger`, `task`, `execution`, `variable` or nothing.
        options: As `add_argument` of argparse takes them.
        short: `-x`, if the option has a short form.
    """

    name: str
    help: str
    kind: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    short: str = ""

    @property
    def is_option(self) -> bool:
        """Whether it is told by its name."""
        return self.name.startswith("-")


OPTIONAL: dict[str, Any] = {"nargs": "?"}
FLAG: dict[str, Any] = {"action": "store_true"}
PAIRS: dict[str, Any] = {"action": "append", "default": [], "metavar": "KEY=VALUE"}


class MagicParser(ArgumentParser):
    """Reads the words behind a magic; where they do not fit, it raises IPython's UsageError with its own name."""

    def read(self, words: Sequence[str]) -> Namespace:
        """Returns what the words say, by the names of the arguments."""
        options, rest = self.parse_known_args(words)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}{self._meant(rest[0])}")
        return options

    def error(self, message: str) -> NoReturn:
        """Refuses the words."""
        raise UsageError(f"{self.prog}: {message}\n{self.format_usage()}")

    def _meant(self, word: str) -> str:
        """Returns what was probably meant by a word that has no place, as the end of a sentence."""
        known = self._option_string_actions
        if not word.startswith("-"):
            return f". An input is written as -i {word}" if "=" in word and "-i" in known else ""
        near = difflib.get_close_matches(word, known, n=1)
        return f". Did you mean {near[0]}?" if near else ""


def make_parser(magic: str, summary: str, arguments: Sequence[Argument]) -> MagicParser:
    """Returns what reads the words behind a magic."""
    parser = MagicParser(prog=magic, description=summary, add_help=False, allow_abbrev=False)
    for argument in arguments:
        names = [*filter(None, [argument.short]), argument.name]
        parser.add_argument(*names, help=argument.help, **argument.options)
    return parser
