from __future__ import annotations

from typing import Annotated

from wavetank.model.apart import Apart
from wavetank.model.part import Part


class Runner(Part):
    """What every task runner has (language reference, section 10.5). A type is a subclass, and a `TaskRunner`."""

    type: str


AnyRunner = Annotated[Runner, Apart(by_type=True)]
