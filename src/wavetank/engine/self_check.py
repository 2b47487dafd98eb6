from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wavetank.engine.watch import WatchState
from wavetank.model.finding import Finding, Grade
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from wavetank.engine.live_execution import LiveExecution
    from wavetank.engine.runtime import Runtime
    from wavetank.model.execution_summary import ExecutionSummary

_MOST_NAMED = 5
_AHEAD = timedelta(minutes=5)
_SLOW_SECONDS = 0.1
_EXTRAS = {
    "aws": "boto3",
    "kafka": "aiokafka",
    "keyring": "keyring",
    "parquet": "pyarrow",
    "encryption": "cryptography",
    "uvloop": "uvloop",
}


class SelfCheck:
    """
    An engine's look at itself, on its loop.

    Args:
        runtime: The engine.
        repair: Take over what a dead engine left, and begin anew what stands still.
    """

    def __init__(self, runtime: Runtime, *, repair: bool) -> None:
        self._runtime = runtime
        self._repair = repair

    async def findings(self) -> list[Finding]:
        """Returns what was found."""
        return [
            self._journal(),
            await self._executions("left behind", self._left_behind(), self._runtime.takeover.adopt),
            await self._executions("stand still", self._standing_still(), self._runtime.takeover.begin_anew),
            self._flows(),
            self._triggers(),
            self._dates(),
            self._pace(),
            _libraries(),
        ]

    def _journal(self) -> Finding:
        faults = self._runtime.faults()
        if faults:
            return Finding("engine", Grade.FAULT, " ".join(faults))
        return Finding(
            "engine", Grade.FINE, f"Runs {len(self._runtime.conductor.live)} executions; the home is written."
        )

    async def _executions(
        self, what: str, ids: Sequence[str], repair: Callable[[Sequence[str]], Awaitable[int]]
    ) -> Finding:
        if not ids:
            return Finding("executions", Grade.FINE, f"None {what}.")
        named = ", ".join(ids[:_MOST_NAMED])
        detail = f"{len(ids)} executions {what}: {named}."
        if not self._repair:
            return Finding("executions", Grade.FAULT, detail, "A repair has them go on.", repairable=True)
        going = await repair(ids)
        return Finding("executions", Grade.REPAIRED, f"{detail} {going} go on.")

    def _left_behind(self) -> list[str]:
        surroundings = self._runtime.surroundings
        return [one.id for one in surroundings.store.open_executions() if self._is_orphan(one)]

    def _is_orphan(self, summary: ExecutionSummary) -> bool:
        if summary.owner == self._runtime.surroundings.engine_id:
            return summary.id not in self._runtime.conductor.live
        return not self._runtime.surroundings.alive(summary.owner)

    def _standing_still(self) -> list[str]:
        if self._runtime.journal.waiting:
            return []
        return [live.id for live in self._runtime.conductor.live.values() if not self._moves(live)]

    def _moves(self, live: LiveExecution) -> bool:
        progress = live.progress
        if progress.held or self._runtime.works_for(live.id):
            return True
        open_runs = [run for run in progress.state.runs.values() if not run.state.terminated]
        return any(run.due is not None or run.state is State.PAUSED for run in open_runs)

    def _flows(self) -> Finding:
        stored = {f"{flow.namespace}.{flow.id}" for flow in self._runtime.surroundings.store.flows()}
        off = sorted(stored - set(self._runtime.flows))
        if not off:
            return Finding("flows", Grade.FINE, f"{len(stored)} flows, all of them can be read.")
        detail = f"Flows that this release or installation cannot read stay off: {', '.join(off[:_MOST_NAMED])}."
        return Finding("flows", Grade.FAULT, detail, "Run their cells again: each says what is wrong.")

    def _triggers(self) -> Finding:
        watches = self._runtime.supervisor.watches.values()
        failed = [watch for watch in watches if watch.state is WatchState.FAILED]
        if not failed:
            return Finding("triggers", Grade.FINE, f"{len(watches)} triggers, none has failed.")
        told = "; ".join(f"{watch.flow.key}.{watch.trigger_id}: {watch.detail}" for watch in failed[:_MOST_NAMED])
        return Finding("triggers", Grade.FAULT, f"{len(failed)} triggers have failed: {told}", "They are tried again.")

    def _dates(self) -> Finding:
        now = self._runtime.now()
        watches = self._runtime.supervisor.watches.values()
        ahead = [one for one in watches if one.stored.date is not None and one.stored.date > now + _AHEAD]
        if not ahead:
            return Finding("schedules", Grade.FINE, "No trigger is ahead of the clock.")
        named = ", ".join(f"{watch.flow.key}.{watch.trigger_id}" for watch in ahead[:_MOST_NAMED])
        remedy = "Take each back with engine.set_trigger(flow, trigger, date=datetime.now(UTC))."
        return Finding(
            "schedules", Grade.FAULT, f"The clock was ahead, and these wait until it is there: {named}.", remedy
        )

    def _pace(self) -> Finding:
        slow = self._runtime.journal.slowest_turn
        detail = f"The longest wait of the engine's loop for its turn, lately: {slow * 1000:.0f} ms."
        if slow < _SLOW_SECONDS:
            return Finding("pace", Grade.FINE, detail)
        remedy = (
            "A cell that sits in long calls of a library keeps Python's lock. With the setting "
            "`wavetank.receiver: process` events are taken in by a process of their own."
        )
        return Finding("pace", Grade.NOTE, detail, remedy)


def _libraries() -> Finding:
    there = [extra for extra, module in _EXTRAS.items() if find_spec(module) is not None]
    missing = [extra for extra in _EXTRAS if extra not in there]
    detail = f"Installed: {', '.join(there) or 'none'}." + (f" Not installed: {', '.join(missing)}." if missing else "")
    return Finding("extras", Grade.FINE, detail, f"pip install 'wavetank[{missing[0]}]'" if missing else "")
