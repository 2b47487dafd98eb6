from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from wavetank.model.part import Part
from wavetank.model.property import Property
from wavetank.plugins.aws.s3.fault import code_of

if TYPE_CHECKING:
    from wavetank.plugins.aws.s3.s3_object import S3Object

GONE = frozenset({"NoSuchKey", "404", "NotFound"})
CHANGED = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})
# S3 copies more than this in parts only.
_LARGEST_COPY = 5 * 1024**3


class Action(StrEnum):
    """What happens to an object when its event is kept."""

    MOVE = "MOVE"
    DELETE = "DELETE"
    NONE = "NONE"


class MoveTo(Part):
    """Where consumed objects go: a bucket, the same one if it is left out, and a folder in it."""

    bucket: Property[str] | None = None
    key: Property[str] | None = None


@dataclass(frozen=True)
class Destination:
    """
    Where objects are moved to.

    Attributes:
        folder: None keeps the whole key.
    """

    bucket: str
    folder: str | None

    def key_of(self, each: S3Object) -> str:
        """Returns the key of an object there: the name of its file in the folder."""
        if self.folder is None:
            return each.key
        return "/".join(filter(None, (self.folder.rstrip("/"), each.name)))

    def holds(self, each: S3Object) -> bool:
        """Returns whether an object lies there already."""
        return each.bucket == self.bucket and each.key == self.key_of(each)


@dataclass(frozen=True)
class Consumption:
    """
    Moves or deletes objects whose event is kept; what was done before is not done again.

    Attributes:
        destination: None deletes.
        payer: The argument that says who pays, or nothing.
        conditional: Whether the server is asked to delete only what has not changed.
    """

    client: Any
    destination: Destination | None
    payer: dict[str, str]
    conditional: bool = True

    def consume(self, each: S3Object) -> bool:
        """
        Takes an object out of its bucket.

        Returns:
            Whether it is gone; False when it was written anew since, which is an event to come.
        """
        try:
            if self.destination:
                self._copy(each, self.destination)
            self._delete(each)
        except ClientError as error:
            if code_of(error) in CHANGED:
                return False
            if code_of(error) not in GONE:
                raise
        return True

    def _copy(self, each: S3Object, destination: Destination) -> None:
        source = {"Bucket": each.bucket, "Key": each.key}
        key = destination.key_of(each)
        if each.size > _LARGEST_COPY:
            extra = {"CopySourceIfMatch": each.etag, **self.payer}
            self.client.copy(source, destination.bucket, key, ExtraArgs=extra)
        else:
            self.client.copy_object(
                Bucket=destination.bucket, Key=key, CopySource=source, CopySourceIfMatch=each.etag, **self.payer
            )

    def _delete(self, each: S3Object) -> None:
        # Servers that do not know conditional deletes ignore the condition, so it is looked at beforehand too.
        place = {"Bucket": each.bucket, "Key": each.key, **self.payer}
        self.client.head_object(**place, IfMatch=each.etag)
        self.client.delete_object(**place, **({"IfMatch": each.etag} if self.conditional else {}))
