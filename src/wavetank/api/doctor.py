from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wavetank.api.columns import FINDING_COLUMNS
from wavetank.api.table import Table
from wavetank.errors import NotFoundError
from wavetank.stores.home import Home
from wavetank.stores.home_check import HomeCheck

if TYPE_CHECKING:
    from wavetank.model.finding import Finding


def doctor(home: str | Path = ".wavetank", *, repair: bool = False) -> Table[Finding]:
    """
    Looks at a home that no engine of this process needs to have open; of a running engine use `engine.doctor()`.

    Args:
        home: The folder.
        repair: Set right what can be. Of a damaged history, which no engine may use then, what can be read is taken
            over into a new file; the damaged one stays beside it.

    Returns:
        What was found, whether fine or not, with what to do about it.

    Raises:
        NotFoundError: There is no such folder.
    """
    folder = Path(home)
    if not folder.is_dir():
        raise NotFoundError(f"There is no home at {folder}.", remedy="Give its folder, as wt.doctor('.wavetank').")
    return Table(HomeCheck(Home(folder), repair=repair).findings(), FINDING_COLUMNS)
