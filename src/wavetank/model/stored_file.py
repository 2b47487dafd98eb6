from __future__ import annotations

import msgspec


class StoredFile(msgspec.Struct, frozen=True):
    """
    A file of a namespace.

    Attributes:
        path: From the top of the namespace, without a slash in front; empty for the top itself.
        uri: Its `kestra:///` URI.
    """

    path: str
    uri: str
    is_directory: bool = False
