from __future__ import annotations

import msgspec

from wavetank.api.views.element import element
from wavetank.api.views.styled import styled


class Explanation(msgspec.Struct, frozen=True):
    """
    Why something happened, or did not.

    Attributes:
        sentence: The answer.
        facts: What it rests on, a line each.
        place: The lines of the flow's text that it is about, with the place marked; empty if there is none.
    """

    sentence: str
    facts: tuple[str, ...] = ()
    place: str = ""

    def __str__(self) -> str:
        lines = [self.sentence, *(f"  {fact}" for fact in self.facts)]
        return "\n".join([*lines, *(f"  {line}".rstrip() for line in self.place.splitlines())])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        facts = [element("li", fact) for fact in self.facts]
        place = element("pre", self.place) if self.place else None
        listed = element("ul", *facts) if facts else None
        return styled([element("div", element("b", self.sentence), listed, place)])
