from __future__ import annotations

import time
from collections import ChainMap
from typing import TYPE_CHECKING, Final

from jinja2.utils import missing

from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wavetank.pebble.renderer import Renderer
    from wavetank.pebble.syntax import Macro

MOST_ROUNDS: Final = 1_000_000
MOST_SECONDS: Final = 0.8
MOST_CALLS: Final = 40


class Budget:
    """What one rendering may still spend on loops and calls of macros."""

    __slots__ = ("calls", "deadline", "rounds")

    def __init__(self) -> None:
        self.rounds = 0
        self.calls = 0
        self.deadline = 0.0

    def spend_round(self) -> None:
        """Counts one round of a loop, or one call; every 32nd looks at the time."""
        self.rounds += 1
        if self.rounds & 31 == 1:
            self.check_time()
        if self.rounds > MOST_ROUNDS:
            raise RefusedError(f"The loops take more than {MOST_ROUNDS:,} rounds.", "Loop in a task instead.")

    def check_time(self) -> None:
        """
        Starts the time with the first call, and looks with every further one whether it is over.

        Raises:
            RefusedError: It is.
        """
        # The processor time of this thread: a busy machine must not make a harmless loop fail.
        spent = time.thread_time()
        if not self.deadline:
            self.deadline = spent + MOST_SECONDS
        elif spent > self.deadline:
            raise RefusedError(f"The template takes longer than {MOST_SECONDS} s.", "Do it in a task instead.")


class Scope:
    """
    What a compiled template runs in: Jinja2's context, reduced to what our templates need.

    The variables are looked up where they are; they are never copied. `variables` is the root of the context, `parent`
    what this piece of the template sees of it: in a macro only the arguments.
    """

    __slots__ = ("blocks", "budget", "macros", "parent", "probe", "renderer", "sets", "variables", "was_null")

    def __init__(
        self,
        renderer: Renderer,
        variables: Mapping[str, object],
        blocks: Mapping[str, list[Callable[[Scope], Iterator[object]]]],
        macros: Mapping[str, Macro],
        budget: Budget,
        probe: Callable[[int, object], object] | None = None,
    ) -> None:
        self.renderer = renderer
        self.parent = variables
        self.variables = variables
        self.blocks = blocks
        self.macros = macros
        self.probe = probe
        self.sets: list[dict[str, object]] | None = None
        self.budget = budget
        self.was_null = False

    def resolve_or_missing(self, name: str) -> object:
        """Returns a variable, or Jinja2's mark for one that is not there."""
        try:
            return self.parent[name]
        except KeyError:
            return missing

    def derived(self, variables: Mapping[str, object]) -> Scope:
        """Returns a scope that knows these variables, too: for a block inside a loop."""
        return self._with(ChainMap(dict(variables), self.parent), self.sets)  # type: ignore[arg-type]

    def fresh(self, variables: Mapping[str, object]) -> Scope:
        """Returns a scope that knows only these variables: the body of a macro."""
        return self._with(variables, None)

    def _with(self, variables: Mapping[str, object], sets: list[dict[str, object]] | None) -> Scope:
        scope = Scope(self.renderer, variables, self.blocks, self.macros, self.budget, self.probe)
        scope.sets = sets
        scope.variables = self.variables
        return scope

    def variable(self, name: str) -> object:
        """Returns a variable that `set` may have given a value; Jinja2's mark if it is not there."""
        for level in reversed(self.sets or ()):
            if name in level:
                return level[name]
        return self.resolve_or_missing(name)

    def set(self, name: str, value: object) -> None:
        """Gives a variable a value: where it was set before, else in the loop or template that stands around."""
        if self.sets is None:
            self.sets = [{}]
        for level in reversed(self.sets):
            if name in level:
                level[name] = value
                return
        self.sets[-1][name] = value

    def push(self) -> None:
        """Opens the level of a loop."""
        if self.sets is None:
            self.sets = [{}]
        self.sets.append({})

    def pop(self) -> None:
        """Closes the level of a loop."""
        if self.sets is not None:
            self.sets.pop()
