from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Never, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wavetank.errors import ExpressionError
from wavetank.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping


class Services(Protocol):
    """
    What functions of the language reach outside through.

    * Every refusal is a `wavetank.errors.WavetankError`; nothing is retried.
    * Paths are those that a template writes: relative ones are namespace files of `namespace`, `kestra:///` ones are
      files of the internal storage. Whether the template may read them has been checked before.
    """

    def now(self) -> datetime:
        """Returns the present time, aware, in UTC."""

    @property
    def zone(self) -> tzinfo:
        """The time zone of the server."""

    def random(self) -> random.Random:
        """Returns the source of randomness."""

    def new_id(self) -> str:
        """Returns a new identifier."""

    def secret(self, key: str, namespace: str | None, subkey: str | None) -> str:
        """Returns a secret; one that is not there is an error that names the key."""

    def kv(self, key: str, namespace: str | None, error_on_missing: bool) -> object:
        """Returns a value of the key-value store with its type; None for a missing key, unless that is an error."""

    def read(self, path: str, namespace: str | None) -> bytes:
        """Returns the content of a file."""

    def file_uri(self, path: str, namespace: str | None) -> str:
        """Returns the `kestra:///` URI of a namespace file, whether it exists or not."""

    def file_size(self, path: str, namespace: str | None) -> int:
        """Returns the size of a file in bytes."""

    def file_exists(self, path: str, namespace: str | None) -> bool:
        """Tells whether a file exists."""

    def error_logs(self) -> list[dict[str, object]]:
        """Returns the ERROR entries of the execution: `taskId`, `message`, `timestamp`, `level`."""

    def http(self, request: Mapping[str, object]) -> object:
        """
        Returns the parsed body of an answer; a failing status is an error.

        The request has `uri`, `method`, and maybe `query`, `body`, `contentType`, `headers`, `options`, `accept`.
        """


class OfflineServices:
    """A clock, randomness and identifiers; everything that needs an engine is refused."""

    def __init__(self, *, zone: tzinfo | None = None, seed: int | None = None) -> None:
        self._zone = zone
        # Not for keys: `randomInt` and its like are meant to be reproducible with a seed.
        self._random = random.Random(seed)  # noqa: S311

    def now(self) -> datetime:
        """Returns the time of the computer."""
        return datetime.fromtimestamp(time.time(), UTC)

    @property
    def zone(self) -> tzinfo:
        """The time zone given, or that of the computer."""
        return self._zone or local_zone()

    def random(self) -> random.Random:
        """Returns the source of randomness."""
        return self._random

    def new_id(self) -> str:
        """Returns a new identifier."""
        return new_id()

    def secret(self, key: str, namespace: str | None, subkey: str | None) -> str:  # noqa: ARG002
        """Refuses."""
        raise ExpressionError(f"Cannot find secret for key '{key}'.", remedy=_REMEDY)

    def kv(self, key: str, namespace: str | None, error_on_missing: bool) -> object:  # noqa: ARG002
        """Refuses."""
        raise ExpressionError(f"The key '{key}' cannot be read: there is no key-value store here.", remedy=_REMEDY)

    def read(self, path: str, namespace: str | None) -> bytes:  # noqa: ARG002
        """Refuses."""
        self._refuse_file(path)

    def file_uri(self, path: str, namespace: str | None) -> str:  # noqa: ARG002
        """Refuses."""
        self._refuse_file(path)

    def file_size(self, path: str, namespace: str | None) -> int:  # noqa: ARG002
        """Refuses."""
        self._refuse_file(path)

    def file_exists(self, path: str, namespace: str | None) -> bool:  # noqa: ARG002
        """Refuses."""
        self._refuse_file(path)

    def error_logs(self) -> list[dict[str, object]]:
        """Returns nothing: there is no execution."""
        return []

    def http(self, request: Mapping[str, object]) -> object:
        """Refuses."""
        raise ExpressionError(f"`{request.get('uri')}` cannot be fetched here.", remedy=_REMEDY)

    def _refuse_file(self, path: str) -> Never:
        raise ExpressionError(f"The file '{path}' cannot be read: there is no storage here.", remedy=_REMEDY)


_REMEDY = "Render the expression with an engine: `engine.render(…)`, or `%flow eval`."


def local_zone() -> tzinfo:
    """Returns the zone of the computer; where its name cannot be found, with the offset of this moment."""
    for name in (os.environ.get("TZ", ""), os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]):
        try:
            return ZoneInfo(name.lstrip(":"))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    offset = datetime.now(UTC).astimezone().tzinfo or UTC
    return UTC if offset.utcoffset(None) == UTC.utcoffset(None) else offset
