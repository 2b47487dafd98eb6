from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from wavetank.model.finding import Finding, Grade
from wavetank.stores.history_check import HistoryCheck
from wavetank.stores.lease import living
from wavetank.stores.repairs import Repairs
from wavetank.stores.stray_files import leftovers, orphans

if TYPE_CHECKING:
    from wavetank.stores.home import Home

_LITTLE_SPACE = 200 << 20


class HomeCheck:
    """
    A look at the folder of a home: its history, leases, files and disk.

    Args:
        home: The home.
        repair: Set right what can be. A damaged history only while no engine uses the home.
    """

    def __init__(self, home: Home, *, repair: bool) -> None:
        self._home = home
        self._repairs = Repairs(home) if repair else None

    def findings(self) -> list[Finding]:
        """Returns what was found."""
        engines = living(self._home)
        found = [
            self._home_itself(len(engines)),
            *HistoryCheck(self._home.database).findings(),
            self._space(),
            self._leftovers(),
            self._orphans(),
        ]
        if self._repairs is None:
            return found
        return [self._repairs.repaired(each, used=bool(engines)) if each.repairable else each for each in found]

    def _home_itself(self, engines: int) -> Finding:
        used = "no engine uses it" if not engines else f"engines that use it: {engines}"
        return Finding("home", Grade.FINE, f"{self._home.folder}: {used}.")

    def _space(self) -> Finding:
        free = shutil.disk_usage(self._home.folder).free
        detail = f"{free / 1e9:.1f} GB are free on the disk of the home."
        if free >= _LITTLE_SPACE:
            return Finding("disk", Grade.FINE, detail)
        return Finding(
            "disk", Grade.FAULT, detail, "Free some space, set `wavetank.retention`, or run a PurgeExecutions task."
        )

    def _leftovers(self) -> Finding:
        left = list(leftovers(self._home))
        if not left:
            return Finding("incoming", Grade.FINE, "No half-written file was left behind.")
        detail = f"{len(left)} half-written files were left behind by engines that died."
        return Finding("incoming", Grade.NOTE, detail, "A repair removes them.", repairable=True)

    def _orphans(self) -> Finding:
        count = sum(1 for _ in orphans(self._home))
        if not count:
            return Finding("files", Grade.FINE, "Every file of an execution belongs to one.")
        detail = f"Files of {count} executions that are not in the history any more."
        return Finding("files", Grade.NOTE, detail, "A repair removes them.", repairable=True)
