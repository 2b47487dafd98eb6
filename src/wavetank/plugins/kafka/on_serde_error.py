from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from wavetank.model.part import Part
from wavetank.model.property import Property


class SerdeErrorBehavior(StrEnum):
    """What is done with a record that cannot be read, besides its verdict."""

    SKIPPED = "SKIPPED"
    DLQ = "DLQ"
    STORE = "STORE"


class OnSerdeError(Part):
    """
    What happens to a record that cannot be read. It has its verdict in each case, and makes no execution.

    Attributes:
        type: DLQ also sends it to `topic` as it came; STORE also keeps the bytes of its value in internal storage.
        topic: Of the records that could not be read.
    """

    type: SerdeErrorBehavior = SerdeErrorBehavior.SKIPPED
    topic: Property[str] | None = None

    @model_validator(mode="after")
    def _complete(self) -> OnSerdeError:
        if self.type is SerdeErrorBehavior.DLQ and self.topic is None:
            raise ValueError("`onSerdeError` with `type: DLQ` needs the `topic` that takes the records")
        return self
