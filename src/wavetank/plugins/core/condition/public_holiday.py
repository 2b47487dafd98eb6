from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, ClassVar

import holidays

from wavetank.errors import ConditionError
from wavetank.plugins.core.condition.date_condition import DateCondition, day_of

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext

_TERRITORY = re.compile(r"[A-Za-z]{2,3}_([A-Z]{2})")


class PublicHoliday(DateCondition):
    """
    True on the public holidays of a country (language reference, section 9).

    Attributes:
        country: Two letters of ISO 3166-1; the country of this machine's language by default.
        sub_division: A part of the country by ISO 3166-2, as `BE` or `DE-BE`.
    """

    of_days: ClassVar[bool] = True

    country: str | None = None
    sub_division: str | None = None

    def fits(self, written: str, context: ConditionContext) -> bool:
        """Looks the day up in the calendar of the country."""
        country = str(context.render(self.country)) if self.country is not None else _own_country()
        division = str(context.render(self.sub_division)) if self.sub_division is not None else ""
        part = division.upper().removeprefix(f"{country.upper()}-") or None
        day = day_of(written)
        try:
            calendar = holidays.country_holidays(country.upper(), subdiv=part, years=day.year)
        except NotImplementedError:
            place = f"`{part}` of `{country}`" if part else f"`{country}`"
            raise ConditionError(
                f"No calendar of public holidays is known for {place}.",
                remedy="Write `country: DE` by ISO 3166-1, `subDivision: BE` by ISO 3166-2.",
            ) from None
        return day in calendar


def _own_country() -> str:
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        found = _TERRITORY.match(os.environ.get(name, ""))
        if found is not None:
            return found[1]
    raise ConditionError(
        "PublicHoliday has no `country`, and the language of this machine names none.", remedy="Write `country: DE`."
    )
