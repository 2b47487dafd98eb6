from __future__ import annotations

import re
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wavetank.core.storage_paths import key_file
from wavetank.errors import InputError, NotFoundError, StateError, StorageError
from wavetank.model.ion import dump_value, loads
from wavetank.model.key_value import KeyValue, kept_value

if TYPE_CHECKING:
    from datetime import timedelta

    from wavetank.abc.clock import Clock
    from wavetank.abc.file_storage import FileStorage

_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
_SUFFIX = ".ion"
_METADATA = ".metadata"
# The value and its metadata are two files: whoever reads both must not see one of them alone.
_LOCK = threading.RLock()


class KeyValues:
    """
    The key-value store of a namespace: a file of Ion text a key, and beside it, if need be, one of metadata.

    It may be used from any thread; methods block.
    """

    def __init__(self, storage: FileStorage, clock: Clock, namespace: str) -> None:
        self.namespace = namespace
        self._storage = storage
        self._clock = clock

    def put(
        self, key: str, value: Any, *, ttl: timedelta | None = None, description: str = "", overwrite: bool = True
    ) -> None:
        """
        Keeps a value in the place of a former one.

        Args:
            key: Letters, digits, dots, underscores and hyphens, the first a letter or a digit.
            value: Text, number, boolean, date, datetime, duration, map, list or None.
            ttl: After what time it is gone; None for never.
            description: What it is for.
            overwrite: Whether a value that is there may be replaced.

        Raises:
            InputError: The key or the value is not accepted.
            StateError: There is one, and it may not be replaced.
        """
        uri, text = self._file(key), _text(key, value)
        metadata = {"description": description} if description else {}
        if ttl is not None:
            metadata["expirationDate"] = (self._clock.now() + ttl).isoformat()
        with _LOCK:
            if not overwrite and self.exists(key):
                raise StateError(f"Key '{key}' of namespace '{self.namespace}' exists, and `overwrite` is false.")
            if metadata:
                self._storage.put(uri + _METADATA, dump_value(metadata).encode())
            else:
                self._storage.delete(uri + _METADATA)
            self._storage.put(uri, text.encode())

    def find(self, key: str) -> KeyValue | None:
        """
        Returns a value with what is known of it, or None.

        Raises:
            NotFoundError: It was there, and has expired; it is deleted.
            InputError: The key is not accepted.
        """
        uri = self._file(key)
        with _LOCK:
            found = self._read(key, uri) if self._storage.exists(uri) else None
            if found is not None and self._over(found):
                self.delete(key)
                raise NotFoundError(f"The value of key '{key}' in namespace '{self.namespace}' has expired.")
        return found

    def entry(self, key: str) -> KeyValue:
        """
        Returns a value with what is known of it.

        Raises:
            NotFoundError: There is none, or it has expired.
            InputError: The key is not accepted.
        """
        found = self.find(key)
        if found is None:
            raise NotFoundError(f"There is no key '{key}' in namespace '{self.namespace}'.")
        return found

    def exists(self, key: str) -> bool:
        """Returns whether there is a value that has not expired."""
        uri = self._file(key)
        with _LOCK:
            return self._storage.exists(uri) and not self._over(self._known(key, uri))

    def delete(self, key: str) -> bool:
        """Removes a value; returns whether there was one."""
        uri = self._file(key)
        with _LOCK:
            self._storage.delete(uri + _METADATA)
            return self._storage.delete(uri)

    def entries(self) -> list[KeyValue]:
        """Returns all keys, sorted, expired ones too, with None for their values."""
        folder = key_file(self.namespace, "")
        with _LOCK:
            files = self._storage.list(folder)
            described = {uri.removesuffix(_METADATA) for uri in files if uri.endswith(_METADATA)}
            values = [(uri.removeprefix(folder).removesuffix(_SUFFIX), uri) for uri in files if uri.endswith(_SUFFIX)]
            return [
                self._described(key, uri) if uri in described else KeyValue(key=key, value=None) for key, uri in values
            ]

    def keys(self) -> list[str]:
        """Returns the keys whose values have not expired, sorted."""
        return [entry.key for entry in self.entries() if not self._over(entry)]

    def expired(self) -> list[str]:
        """Returns the keys whose values have expired and are still on disk, sorted."""
        return [entry.key for entry in self.entries() if self._over(entry)]

    def _file(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise InputError(
                f"`{key}` cannot be a key." if key else "A key cannot be empty.",
                remedy="It starts with an alphanumeric character, and has only those, dots, underscores and hyphens.",
            )
        return key_file(self.namespace, key)

    def _read(self, key: str, uri: str) -> KeyValue:
        known = self._known(key, uri)
        value = kept_value(_parsed(uri, self._storage.read(uri)))
        return KeyValue(key=key, value=value, expires=known.expires, description=known.description)

    def _known(self, key: str, uri: str) -> KeyValue:
        if self._storage.exists(uri + _METADATA):
            return self._described(key, uri)
        return KeyValue(key=key, value=None)

    def _described(self, key: str, uri: str) -> KeyValue:
        metadata = _parsed(uri + _METADATA, self._storage.read(uri + _METADATA))
        expires = metadata.get("expirationDate")
        return KeyValue(
            key=key,
            value=None,
            expires=datetime.fromisoformat(expires) if isinstance(expires, str) else expires,
            description=metadata.get("description") or "",
        )

    def _over(self, entry: KeyValue) -> bool:
        return entry.expires is not None and entry.expires <= self._clock.now()


def _text(key: str, value: Any) -> str:
    try:
        return dump_value(value)
    except ValueError as error:
        raise InputError(f"The value of key '{key}' cannot be kept: {error}.") from error


def _parsed(uri: str, content: bytes) -> Any:
    try:
        values = loads(content.decode(), 1)
    except ValueError as error:
        raise StorageError(f"{uri} is damaged: {error}.", remedy="Put the key again, or delete it.") from error
    return values[0] if values else None
