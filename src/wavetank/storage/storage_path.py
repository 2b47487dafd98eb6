from __future__ import annotations

import re
from urllib.parse import unquote

from wavetank.errors import StorageError

_SCHEME = "kestra:///"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\\]")

INCOMING = ".incoming"
"""The folder, at the root, in which files wait until they are whole; no URI reaches it."""


def storage_path(uri: str) -> str:
    """
    Returns the path of a URI below the root of the storage, without a slash at its end.

    What follows `kestra:///` is taken as it stands, nothing in it is decoded. A path that would leave the storage if
    somebody did decode it is refused all the same.

    Raises:
        StorageError: It is no URI of internal storage, or it leads out of it.
    """
    if not uri.startswith(_SCHEME):
        raise refusal(uri, "it does not begin with kestra:///")
    path = uri.removeprefix(_SCHEME).removesuffix("/")
    for reading in _readings(path):
        fault = _fault(reading)
        if fault:
            raise refusal(uri, fault)
    return path


def storage_uri(path: str) -> str:
    """Returns the URI of a path below the root of the storage."""
    return f"{_SCHEME}{path}"


def refusal(uri: str, fault: str) -> StorageError:
    """Returns the error for a URI that leads out of the storage."""
    return StorageError(
        f"Internal storage refuses {uri!r}: {fault}.",
        remedy="Use a URI that a task, a trigger or an input gave, as kestra:///company/team/_files/report.csv.",
    )


def _readings(path: str) -> list[str]:
    found = [path]
    while (decoded := unquote(found[-1])) != found[-1]:
        found.append(decoded)
    return found


def _fault(path: str) -> str:
    parts = path.split("/")
    if _UNPRINTABLE.search(path):
        return "its path has a backslash or a control character"
    if ".." in parts or "." in parts:
        return "its path has a part that is . or .."
    if path and "" in parts:
        return "its path begins with a slash or has an empty part"
    return "its path is the storage's own" if parts[0] == INCOMING else ""
