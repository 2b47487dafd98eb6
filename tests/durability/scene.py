from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.servers.server_process import free_ports

from .examination import Examination, is_begun
from .flows import BELOW, FOLLOWING, HOOKS, RECORDS, TICKS
from .senders import Caller, Producer, make_topic, numbers
from .victim import Victim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from .examination import Folded

_PATIENCE = 90


class Scene:
    """
    One home with an engine that dies, with all that sends to it, and what was promised to whom.

    Args:
        folder: Where the home is made.
        broker: The address of a broker.
        together: Ends what is begun here.
        flows: Further ones.
        settings: Further ones of the engine.
    """

    def __init__(
        self,
        folder: Path,
        broker: str,
        together: ExitStack,
        flows: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        (port,) = free_ports(1)
        self.home, self.marks = folder / "home", folder / "marks"
        # Each home has a topic of its own: what is left of another one's bears the same numbers.
        topic = f"numbers-{uuid4().hex}"
        make_topic(broker, topic)
        deployed = [HOOKS, FOLLOWING, BELOW, TICKS.replace("FILE", str(self.marks)), *flows]
        deployed.append(RECORDS.replace("ADDRESS", broker).replace("topic: numbers", f"topic: {topic}"))
        self.victim = together.enter_context(
            Victim(self.home, {"wavetank.server.port": port, **(settings or {})}, deployed)
        )
        calls = numbers()
        self.callers = [together.enter_context(Caller(port, calls)) for _ in range(2)]
        self.producer = together.enter_context(Producer(broker, numbers(), topic=topic))

    @property
    def called(self) -> dict[str, str | None]:
        """The calls that were answered, with the executions that the answers named."""
        return {value: made for caller in self.callers for value, made in caller.acknowledged.copy().items()}

    def die_and_be_examined(self) -> int:
        """Kills the engine and looks at what it left; returns how many executions its death cut off."""
        called = self.called
        self.victim.die()
        if not is_begun(self.home):
            assert not called
            return 0
        found = Examination(self.home)
        assert found.faults() == []
        assert found.lost_or_doubled(called, "hooks", "body.number") == []
        return len(found.open)

    def rest(self, until: Callable[[Examination], bool] = lambda _: True) -> Examination:
        """Gives an engine the time to bring all that was there before to its end, and examines what came of it."""
        self.victim.live()
        self.victim.until_it_listens()
        begun, produced = Examination(self.home), self.producer.acknowledged.copy()
        wanted = {one.id for one in begun.executions}
        self._wait(begun, produced, until)
        self.die_and_be_examined()
        found = Examination(self.home)
        settled = [one for one in found.executions if one.id in wanted]
        for one in settled:
            one.check_end()
        assert [fault for one in settled for fault in one.faults] == []
        assert unfollowed(found, settled) == []
        assert missed_dates(found) == []
        assert badly_marked(self.marks, settled) == []
        return found

    def _wait(
        self, begun: Examination, produced: Mapping[str, str | None], until: Callable[[Examination], bool]
    ) -> None:
        wanted = {one.id for one in begun.executions}
        deadline = time.monotonic() + _PATIENCE
        while True:
            found = Examination(self.home)
            lost = found.lost_or_doubled(produced, "records", "value.number", identity=("partition", "offset"))
            stuck = wanted & set(found.open)
            lost += sorted(begun.received - {one.id for one in found.executions})
            alone = unfollowed(found, [one for one in found.executions if one.id in wanted])
            if not lost and not stuck and not alone and until(found):
                return
            if time.monotonic() > deadline:
                missing = f"lost or twice {lost}, stuck {stuck}, not followed once {alone}"
                raise AssertionError(f"What was waited for is not there after {_PATIENCE} s: {missing}")
            time.sleep(0.1)


def unfollowed(found: Examination, settled: Sequence[Folded]) -> list[tuple[str, str]]:
    """Returns the executions that not exactly one follows, made by the Flow trigger or by the Subflow task."""
    followers = Counter(one.variables["executionId"] for one in found.of("following") + found.of("below"))
    return [(one.flow, one.id) for one in settled if one.flow in ("hooks", "ticks") and followers[one.id] != 1]


def missed_dates(found: Examination) -> list[datetime]:
    """Returns the seconds between the first and the last that the schedule passed over, or fired twice."""
    fired = Counter(datetime.fromisoformat(one.variables["date"]) for one in found.of("ticks"))
    if not fired:
        return []
    seconds = (max(fired) - min(fired)) // timedelta(seconds=1)
    dates = [min(fired) + timedelta(seconds=number) for number in range(seconds + 1)]
    return [date for date in dates if fired[date] != 1]


def badly_marked(marks: Path, settled: Sequence[Folded]) -> list[tuple[str, int]]:
    """Returns the scripts that did not run once for each attempt that was not cut; a cut one may have run, or not."""
    made = Counter(marks.read_text().split() if marks.exists() else ())
    scripts = [(one, run) for one in settled for run, task in one.tasks.items() if task == "script"]
    return [(one.id, made[run]) for one, run in scripts if not 1 <= made[run] <= 1 + one.cuts[run]]
