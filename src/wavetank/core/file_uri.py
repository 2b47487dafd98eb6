"""What written paths and URIs of files mean."""

from __future__ import annotations

import posixpath

from wavetank.core.storage_paths import SCHEME, namespace_file
from wavetank.errors import StorageError

_NAMESPACE_SCHEME = "nsfile://"


def file_uri(written: str, namespace: str) -> str:
    """
    Returns the `kestra:///` URI that a path or URI means, seen from a flow of a namespace.

    `a.txt` and `nsfile:///a.txt` are files of that namespace, `nsfile://company.team/a.txt` is one of another.

    Raises:
        StorageError: It is a URI of another kind, or leads out of its folder.
    """
    if written.startswith(f"{SCHEME}/"):
        return written
    if written.startswith(_NAMESPACE_SCHEME):
        owner, _, written = written.removeprefix(_NAMESPACE_SCHEME).partition("/")
        namespace = owner or namespace
    return namespace_file(namespace, namespace_path(written, namespace))


def namespace_path(written: str, namespace: str) -> str:
    """
    Returns the path below the files of a namespace that a path or a `kestra:///` URI means; a folder keeps its slash.

    Raises:
        StorageError: It is a URI of another kind or namespace, or leads out of the folder.
    """
    root = namespace_file(namespace, "")
    inside = written.removeprefix(root)
    if "://" in inside:
        raise StorageError(
            f"{written!r} is no file of namespace '{namespace}'.",
            remedy=f"Use a path, as `scripts/load.py`, or a URI below {root}.",
        )
    if ".." in inside.replace("\\", "/").split("/"):
        raise StorageError(f"The path {written!r} must not contain `../`.")
    path = posixpath.normpath(inside.strip("/") or ".")
    if path == ".":
        return ""
    return f"{path}/" if inside.endswith("/") else path
