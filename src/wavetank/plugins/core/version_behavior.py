from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from wavetank.model.part import Part


class VersionBehavior(Part):
    """
    Which versions of files or keys are removed; one of the two properties is given. None has former versions here.

    Attributes:
        before: Those that were replaced by this moment; never the present one.
        keep_amount: All but so many of the newest.
    """

    before: str | None = None
    keep_amount: Annotated[int | None, Field(ge=0)] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> VersionBehavior:
        if (self.before is None) is (self.keep_amount is None):
            raise ValueError("it has `before` or `keepAmount`")
        return self

    @property
    def keeps_none(self) -> bool:
        """Whether the present version is removed, too."""
        return self.keep_amount == 0
