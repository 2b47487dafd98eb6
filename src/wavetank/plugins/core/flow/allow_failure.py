from __future__ import annotations

from wavetank.model.state import State
from wavetank.plugins.core.flow.sequential import Sequential


class AllowFailure(Sequential):
    """A Sequential whose failure is a warning (language reference, section 7.1; semantics, section 4.6)."""

    def conclude(self, state: State) -> State:
        """Returns WARNING for FAILED."""
        return State.WARNING if state is State.FAILED else state
