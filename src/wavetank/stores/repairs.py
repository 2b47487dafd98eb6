from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.model.finding import Finding, Grade
from wavetank.stores import space
from wavetank.stores.salvage import Salvage
from wavetank.stores.stray_files import leftovers, orphans

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.stores.home import Home

_SALVAGED = frozenset({"integrity", "records"})


class Repairs:
    """Sets right what a look at a home found."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._salvaged = ""
        self._repairs: dict[str, Callable[[], str]] = {
            "incoming": self._remove_leftovers,
            "files": self._remove_orphans,
            "log": self._shrink_log,
        }

    def repaired(self, finding: Finding, *, used: bool) -> Finding:
        """
        Sets right what a finding tells of, and returns what it is now.

        Args:
            finding: A repairable one.
            used: An engine uses the home: then its history is not written anew.
        """
        if used and self._is_rewritten_by(finding):
            return replace(finding, remedy="Stop the kernels that use this home, then: wt.doctor(home, repair=True)")
        if finding.subject in _SALVAGED:
            done = self._salvage()
        elif finding.subject == "space":
            done = self._give_back(space.give_back_all if used else space.rewrite)
        else:
            done = self._repairs[finding.subject]()
        return Finding(finding.subject, Grade.REPAIRED, f"{finding.detail} {done}")

    def _is_rewritten_by(self, finding: Finding) -> bool:
        """Returns whether the repair writes the history anew, which takes long, and the engines would have to wait."""
        if finding.subject != "space":
            return finding.subject in _SALVAGED
        with closing(sqlite3.connect(self._home.database)) as connection:
            return not space.is_shrinkable(connection)

    def _salvage(self) -> str:
        if not self._salvaged:
            salvage = Salvage(self._home.database)
            salvage.run()
            kept = salvage.rows.get("executions", 0) - salvage.left
            self._salvaged = (
                f"{kept} executions were taken over into a new file, {salvage.left} left behind, because records of "
                f"them are missing; the damaged file is {salvage.aside.name}."
            )
        return self._salvaged

    def _remove_leftovers(self) -> str:
        for file in list(leftovers(self._home)):
            file.unlink(missing_ok=True)
        return "They were removed."

    def _remove_orphans(self) -> str:
        for folder in list(orphans(self._home)):
            shutil.rmtree(folder, ignore_errors=True)
        return "They were removed."

    def _shrink_log(self) -> str:
        return self._give_back(lambda _: None)

    def _give_back(self, free: Callable[[sqlite3.Connection], None]) -> str:
        try:
            with closing(sqlite3.connect(self._home.database, isolation_level=None)) as connection:
                free(connection)
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as error:
            return f"It could not be given back now: {error}."
        return "It was given back."
