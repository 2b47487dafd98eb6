from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 120


class ChangeType(StrEnum):
    """What happened to an object since it was last seen."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"


@dataclass(frozen=True)
class S3Object:
    """
    An object of a bucket, as a listing shows it.

    Attributes:
        etag: With its quotes, as S3 writes it.
        last_modified: Aware.
        owner: `{id, displayName}`, if the listing says it.
    """

    bucket: str
    key: str
    etag: str
    size: int
    last_modified: datetime
    owner: dict[str, Any] | None = None

    @property
    def is_directory(self) -> bool:
        """Whether it stands for a folder."""
        return self.key.endswith("/")

    @property
    def name(self) -> str:
        """The last part of its key; that of a folder keeps its slash."""
        return self.key.rstrip("/").rpartition("/")[2] + ("/" if self.is_directory else "")

    @property
    def place(self) -> str:
        """Bucket and key as a URL."""
        return f"s3://{self.bucket}/{self.key}"

    def identity(self, *, consumed: bool) -> str:
        """
        Returns what its present content is known by.

        Args:
            consumed: It is taken out of the bucket; when it lies there again, it is another, whatever its content.
        """
        content = f"{self.place}#{self.etag.strip(chr(34))}"
        return f"{content}@{instant(self.last_modified)}" if consumed else content

    def file_name(self, position: int) -> str:
        """Returns a name for its file among those of one event."""
        return f"{position}-{_UNSAFE.sub('_', self.name)[-_LONGEST_NAME:]}"

    def variables(self, uri: str, change: ChangeType) -> dict[str, Any]:
        """Returns what expressions see of it in `trigger.objects`."""
        return {
            "uri": uri,
            "key": self.key,
            "etag": self.etag,
            "size": self.size,
            "lastModified": instant(self.last_modified),
            "owner": self.owner,
            "changeType": str(change),
        }


def instant(moment: datetime) -> str:
    """Returns a moment as Java writes it: in UTC, with a fraction only if there is one."""
    moment = moment.astimezone(UTC)
    fraction = f".{moment.microsecond // 1000:03}" if moment.microsecond >= 1000 else ""  # noqa: PLR2004 - a millisecond
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"
