from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Buckets:
    """
    The two buckets of the cell, from the side of those who write to them; made here.

    Args:
        client: Of boto3.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        for name in ("my-bucket", "archive-bucket"):
            client.create_bucket(Bucket=name)

    def fill(self, contents: Iterable[tuple[str, str]]) -> None:
        """Puts objects, by their keys, into the bucket that is watched."""
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda item: self._put(*item), contents))

    def _put(self, key: str, content: str) -> None:
        self._client.put_object(Bucket="my-bucket", Key=key, Body=content)

    def keys(self, bucket: str) -> set[str]:
        """Returns what lies in a bucket."""
        return {entry["Key"] for entry in self._client.list_objects_v2(Bucket=bucket).get("Contents", ())}

    def remove(self) -> None:
        """Removes both with all that is in them."""
        for name in ("my-bucket", "archive-bucket"):
            for key in self.keys(name):
                self._client.delete_object(Bucket=name, Key=key)
            self._client.delete_bucket(Bucket=name)
