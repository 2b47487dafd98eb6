from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.durations import parse_duration
from wavetank.errors import InputError

if TYPE_CHECKING:
    from datetime import timedelta

    from wavetank.engine.key_values import KeyValues
    from wavetank.model.key_value import KeyValue


class KeyValueStore:
    """The key-value store of a namespace: small values that outlive executions, with their types."""

    def __init__(self, values: KeyValues) -> None:
        self._values = values

    @property
    def namespace(self) -> str:
        """Whose store it is."""
        return self._values.namespace

    def put(
        self,
        key: str,
        value: Any,
        ttl: timedelta | str | float | None = None,
        *,
        description: str = "",
        overwrite: bool = True,
    ) -> None:
        """
        Keeps a value in the place of a former one.

        Args:
            key: Letters, digits, dots, underscores and hyphens, the first a letter or a digit.
            value: Text, number, boolean, date, datetime, duration, map, list or None. A text that is an ISO duration
                comes back as a duration.
            ttl: After what time it is gone, as `PT5M` or in seconds; None for never.
            description: What it is for.
            overwrite: Whether a value that is there may be replaced.

        Raises:
            InputError: The key, the value or the time is not accepted.
            StateError: There is one, and it may not be replaced.
        """
        try:
            limit = None if ttl is None else parse_duration(ttl)
        except (ValueError, OverflowError) as error:
            raise InputError(f"`ttl` of key '{key}': {error}.") from error
        self._values.put(key, value, ttl=limit, description=description, overwrite=overwrite)

    def get(self, key: str) -> Any:
        """
        Returns a value with its type.

        Raises:
            NotFoundError: There is none, or it has expired.
        """
        return self._values.entry(key).value

    def entry(self, key: str) -> KeyValue:
        """
        Returns `.value`, `.type`, `.expires` and `.description` of a key.

        Raises:
            NotFoundError: There is none, or it has expired.
        """
        return self._values.entry(key)

    def exists(self, key: str) -> bool:
        """Returns whether there is a value that has not expired."""
        return self._values.exists(key)

    def keys(self) -> list[str]:
        """Returns the keys whose values have not expired, sorted."""
        return self._values.keys()

    def delete(self, key: str) -> bool:
        """Removes a value; returns whether there was one."""
        return self._values.delete(key)

    def __repr__(self) -> str:
        return f"KeyValueStore({self.namespace!r}: {', '.join(self.keys()) or 'empty'})"
