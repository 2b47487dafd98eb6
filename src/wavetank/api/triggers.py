from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from wavetank.api.table import Table
from wavetank.api.trigger_view import TriggerView

if TYPE_CHECKING:
    from wavetank.engine.supervisor import Supervisor

_COLUMNS: Mapping[str, Callable[[TriggerView], object]] = {
    "flow": lambda trigger: trigger.flow,
    "trigger": lambda trigger: trigger.id,
    "type": lambda trigger: trigger.type.rpartition(".")[2],
    "state": lambda trigger: trigger.state,
    "detail": lambda trigger: trigger.masked_url or trigger.detail,
    "next_date": lambda trigger: trigger.next_date,
}


class Triggers(Mapping[tuple[str, str], TriggerView]):
    """The triggers of all deployed flows, by flow key and trigger id."""

    def __init__(self, supervisor: Supervisor, base_url: Callable[[], str]) -> None:
        self._supervisor = supervisor
        self._base_url = base_url

    def __getitem__(self, key: tuple[str, str]) -> TriggerView:
        return TriggerView(self._supervisor.watch(*key), self._base_url)

    def __contains__(self, key: object) -> bool:
        return key in self._supervisor.watches

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._supervisor.watches)

    def __len__(self) -> int:
        return len(self._supervisor.watches)

    def table(self) -> Table[TriggerView]:
        """Returns them as a table."""
        return Table(tuple(self.values()), _COLUMNS)

    def __repr__(self) -> str:
        return repr(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
