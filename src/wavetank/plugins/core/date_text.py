from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from wavetank.errors import TaskError

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext


def date_of(written: str, context: RunContext, name: str) -> datetime:
    """
    Returns the moment that an expression gives as ISO text with a zone.

    Raises:
        TaskError: It gives none.
    """
    text = context.render(written).strip()
    try:
        # Java writes the name of the zone behind the offset.
        moment = datetime.fromisoformat(text.partition("[")[0])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise TaskError(f"`{name}: {text}` is no date and time with `Z` or an offset, as 2024-01-31T10:15:30Z.")
    return moment
