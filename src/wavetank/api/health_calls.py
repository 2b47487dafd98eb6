from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.api.blocking import blocking
from wavetank.api.columns import FINDING_COLUMNS
from wavetank.api.engine_inside import EngineInside
from wavetank.api.table import Table
from wavetank.stores.home import Home

if TYPE_CHECKING:
    from wavetank.engine.self_check import SelfCheck
    from wavetank.model.finding import Finding
    from wavetank.stores.home_check import HomeCheck


class HealthCalls(EngineInside):
    """How an engine and its home are."""

    @blocking
    async def doctor(self, *, repair: bool = False) -> Table[Finding]:
        """
        Looks at the engine and its home: what is written, what stands still, triggers, clock, files, disk.

        Args:
            repair: Set right what can be while the engine runs: files that belong to nothing, executions that a dead
                engine left or that stand still, space that is held for nothing.

        Returns:
            What was found, whether fine or not, with what to do about it.
        """
        own: SelfCheck = import_module("wavetank.engine.self_check").SelfCheck(self.runtime, repair=repair)
        found = await own.findings()
        if self.home is not None:
            check: HomeCheck = import_module("wavetank.stores.home_check").HomeCheck(Home(self.home), repair=repair)
            found += await anyio.to_thread.run_sync(check.findings)
        return Table(found, FINDING_COLUMNS)
