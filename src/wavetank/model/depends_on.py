from __future__ import annotations

from wavetank.model.part import Part


class DependsOn(Part):
    """
    When an input has a value at all (language reference, section 3.3).

    Attributes:
        inputs: Ids of the inputs that come before it; only these can be seen by expressions of the input.
        condition: An expression; the input is disabled unless it gives the boolean true.
    """

    inputs: tuple[str, ...] = ()
    condition: str | None = None
