from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping

from wavetank.errors import NotFoundError
from wavetank.model.flow import Flow

Read = Callable[[], Flow | None]


class DeployedFlows(Mapping[str, Flow]):
    """
    The flows that an engine runs, by `namespace.id`.

    What the home held at the start may be left unread until it is asked for: a start then costs the same however many
    flows there are. Any thread may read it while the loop deploys.
    """

    def __init__(self) -> None:
        self._flows: dict[str, Flow] = {}
        self._unread: dict[str, Read] = {}
        self._lock = threading.RLock()

    def put(self, flow: Flow) -> None:
        """Puts a flow in the place of its former revision."""
        flow.deployed_among(self.get)
        with self._lock:
            self._unread.pop(flow.key, None)
            self._flows[flow.key] = flow

    def put_unread(self, unread: Mapping[str, Read]) -> None:
        """Puts flows that are read when they are first asked for; one that cannot be read is not there then."""
        with self._lock:
            self._unread |= unread

    def remove(self, key: str) -> None:
        """Takes a flow out."""
        with self._lock:
            self._unread.pop(key, None)
            self._flows.pop(key, None)

    def named(self, key: str) -> Flow:
        """
        Returns a deployed flow.

        Raises:
            NotFoundError: None has this key.
        """
        flow = self.get(key)
        if flow is None:
            known = ", ".join(sorted(self)[:5]) or "no flow is deployed"
            raise NotFoundError(f"There is no flow {key!r}.", remedy=f"Deployed: {known}.")
        return flow

    def at_hand(self) -> tuple[Flow, ...]:
        """Returns the flows that have been read."""
        # In one step, which no deployment in another thread can come between; so below.
        return tuple(self._flows.values())

    def __getitem__(self, key: str) -> Flow:
        flow = self._flows.get(key) or self._read(key)
        if flow is None:
            raise KeyError(key)
        return flow

    def _read(self, key: str) -> Flow | None:
        with self._lock:
            read = self._unread.pop(key, None)
            flow = read() if read is not None else None
            if flow is not None:
                flow.deployed_among(self.get)
                self._flows[key] = flow
            return self._flows.get(key)

    def __iter__(self) -> Iterator[str]:
        for key in tuple(self._unread):
            self._read(key)
        return iter(tuple(self._flows))

    def __len__(self) -> int:
        return len(self._flows) + len(self._unread)
