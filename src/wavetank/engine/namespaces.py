from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wavetank.errors import NotFoundError

if TYPE_CHECKING:
    from wavetank.abc.clock import Clock
    from wavetank.abc.file_storage import FileStorage
    from wavetank.abc.store import Store
    from wavetank.engine.key_values import KeyValues
    from wavetank.engine.namespace_files import NamespaceFiles
    from wavetank.model.key_value import KeyValue


class Namespaces:
    """The namespaces of an engine: what flows keep in them, and which there are."""

    def __init__(self, store: Store, storage: FileStorage, clock: Clock) -> None:
        self._store = store
        self._storage = storage
        self._clock = clock

    def files(self, namespace: str) -> NamespaceFiles:
        """Returns the files of a namespace."""
        kind: type[NamespaceFiles] = import_module("wavetank.engine.namespace_files").NamespaceFiles
        return kind(self._storage, namespace)

    def keys(self, namespace: str) -> KeyValues:
        """Returns the key-value store of a namespace."""
        kind: type[KeyValues] = import_module("wavetank.engine.key_values").KeyValues
        return kind(self._storage, self._clock, namespace)

    def keys_for(self, namespace: str, viewer: str) -> KeyValues:
        """
        Returns the key-value store of a namespace for a flow of the namespace `viewer`.

        Raises:
            NotFoundError: It is neither that namespace nor one above it, no flow is in it, and it holds no key.
        """
        keys = self.keys(namespace)
        if not f"{viewer}.".startswith(f"{namespace}.") and namespace not in self.known() and not keys.keys():
            raise NotFoundError(
                f"The key-value store cannot be used: namespace '{namespace}' does not exist.",
                remedy="Deploy a flow to it, or put a key into it.",
            )
        return keys

    def inherited(self, namespace: str, key: str) -> KeyValue | None:
        """
        Returns a value of a namespace or, if it has none, of the nearest one above it that has one.

        Raises:
            NotFoundError: The nearest one has expired.
        """
        for each in _upwards(namespace):
            found = self.keys(each).find(key)
            if found is not None:
                return found
        return None

    def known(self) -> list[str]:
        """Returns the namespaces of all deployed flows, and those above them, sorted."""
        return sorted({each for flow in self._store.flows() for each in _upwards(flow.namespace)})


def _upwards(namespace: str) -> list[str]:
    parts = namespace.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
