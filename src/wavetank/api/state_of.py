from __future__ import annotations

from wavetank.errors import InputError
from wavetank.model.state import State


def state_of(given: State | str) -> State:
    """
    Returns a state by its name.

    Raises:
        InputError: There is none of this name.
    """
    try:
        return State(given)
    except ValueError:
        raise InputError(f"There is no state {given!r}.", remedy=f"There are: {', '.join(State)}.") from None
