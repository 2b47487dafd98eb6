from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.core.error import UsageError
from IPython.core.magic import no_var_expand

from wavetank.notebook.fault import told_briefly
from wavetank.notebook.find import did_you_mean
from wavetank.notebook.verbs.catalogue import VERBS

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.notebook.session import Session
    from wavetank.notebook.verbs.verb import Verb

_HELP = ("--help", "-h", "help")


def overview() -> str:
    """Returns the verbs with a line for each."""
    lines = [f"  {verb.name:<12}{verb.summary}" for verb in VERBS.values()]
    return "\n".join(["%flow VERB …   (%flow VERB? explains one)", "", *lines])


class FlowLineMagic:
    """`%flow VERB …`: looks at what runs, and runs it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @no_var_expand
    def act(self, line: str) -> object:
        """Does what the verb says."""
        name, _, rest = line.strip().partition(" ")
        if not name or name in _HELP:
            print(overview())  # noqa: T201 - the answer of a magic
            return None
        verb = VERBS.get(name)
        if verb is None:
            meant = did_you_mean(name, VERBS)
            raise UsageError(
                f"%flow has no verb {name!r}. " + (f"{meant} %flow lists all." if meant else f"\n\n{overview()}")
            )
        if rest.strip() in _HELP:
            print(verb.parser.format_help())  # noqa: T201 - the answer of a magic
            return None
        options = read_options(verb, rest)
        with told_briefly():
            return verb.act(self._session, options)

    act.__doc__ = overview()


def read_options(verb: Verb, text: str) -> Namespace:
    """
    Returns what stands behind a verb, by the names of its arguments.

    Raises:
        UsageError: It does not fit the verb.
    """
    try:
        words = verb.split_line(text)
    except ValueError as error:
        raise UsageError(f"%flow {verb.name}: {error}") from error
    return verb.parser.read(words)
