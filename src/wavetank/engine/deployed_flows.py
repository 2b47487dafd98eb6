from __future__ import annotations

from collections.abc import Iterator, Mapping

from wavetank.model.flow import Flow


class DeployedFlows(Mapping[str, Flow]):
    """
    The flows that an engine runs, by `namespace.id`.

    Replaced as a whole at each change, so that any thread may read it while the loop deploys.
    """

    def __init__(self) -> None:
        self._flows: dict[str, Flow] = {}

    def put(self, flow: Flow) -> None:
        """Puts a flow in the place of its former revision."""
        self._flows = {**self._flows, flow.key: flow}

    def remove(self, key: str) -> None:
        """Takes a flow out."""
        self._flows = {other: flow for other, flow in self._flows.items() if other != key}

    def __getitem__(self, key: str) -> Flow:
        return self._flows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._flows)

    def __len__(self) -> int:
        return len(self._flows)
