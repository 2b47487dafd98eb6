from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Final

from jinja2.utils import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wavetank.pebble.budget import Budget
    from wavetank.pebble.renderer import Renderer
    from wavetank.pebble.syntax import Macro

MOST_CALLS: Final = 40


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
