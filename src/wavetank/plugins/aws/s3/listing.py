from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AliasChoices, Field

from wavetank.model.part import Part
from wavetank.model.property import Property
from wavetank.plugins.aws.connection import resolved
from wavetank.plugins.aws.s3.s3_object import S3Object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.abc.event_source import SourceContext


class Filter(StrEnum):
    """Which keys count: those that end in a slash stand for directories."""

    FILES = "FILES"
    DIRECTORY = "DIRECTORY"
    BOTH = "BOTH"


class ListProperties(Part):
    """
    Which objects of a bucket are looked at (language reference, section 12.1).

    Attributes:
        marker: Only keys after this one.
        max_keys: How many keys are listed; all of them if it is left out.
        regexp: Must match the whole key.
        max_files: How many objects go into one event; the rest waits for the next poll.
        encoding_type: Changes nothing: keys are always decoded.
    """

    former: ClassVar[dict[str, str]] = {"regExp": "regexp"}

    bucket: Property[str]
    prefix: Property[str] | None = None
    delimiter: Property[str] | None = None
    marker: Property[str] | None = None
    encoding_type: Property[str] | None = None
    max_keys: Property[Annotated[int, Field(gt=0)]] | None = None
    max_files: Property[Annotated[int, Field(gt=0)]] | None = None
    expected_bucket_owner: Property[str] | None = None
    regexp: Property[str] | None = Field(
        default=None, validation_alias=AliasChoices("regexp", "regExp"), serialization_alias="regexp"
    )
    filter: Property[Filter] | None = None
    request_payer: Property[str] | None = None

    def listing(self, context: SourceContext) -> Listing:
        """Returns the rendered properties; raises ValueError when `regexp` cannot be read."""
        bucket = context.resolve(self.bucket)
        request = {
            "Bucket": bucket,
            "FetchOwner": True,
            "Prefix": resolved(self.prefix, context, ""),
            "Delimiter": resolved(self.delimiter, context, ""),
            "StartAfter": resolved(self.marker, context, ""),
            "ExpectedBucketOwner": resolved(self.expected_bucket_owner, context, ""),
            "RequestPayer": resolved(self.request_payer, context, ""),
        }
        return Listing(
            bucket=bucket,
            request={name: value for name, value in request.items() if value},
            limit=resolved(self.max_keys, context, 0),
            pattern=_pattern(resolved(self.regexp, context, "")),
            filter=resolved(self.filter, context, Filter.BOTH),
        )


@dataclass(frozen=True)
class Listing:
    """
    A look into a bucket.

    Attributes:
        request: Arguments of each request for a page.
        limit: How many keys are looked at; 0 for all.
        pattern: Must match the whole key.
    """

    bucket: str
    request: dict[str, Any]
    limit: int
    pattern: re.Pattern[str]
    filter: Filter

    def pages(self, client: Any) -> Iterator[list[S3Object]]:
        """Yields the objects that count, page by page, in the order of their keys."""
        options = {"PaginationConfig": {"MaxItems": self.limit}} if self.limit else {}
        for page in client.get_paginator("list_objects_v2").paginate(**self.request, **options):
            found = (_read(self.bucket, entry) for entry in page.get("Contents", ()))
            yield [each for each in found if self._counts(each)]

    def _counts(self, each: S3Object) -> bool:
        if self.filter is not Filter.BOTH and each.is_directory != (self.filter is Filter.DIRECTORY):
            return False
        return self.pattern.fullmatch(each.key) is not None


def _pattern(written: str) -> re.Pattern[str]:
    try:
        return re.compile(written or ".*", 0 if written else re.DOTALL)
    except re.error as error:
        raise ValueError(f"`regexp: {written}` is no regular expression: {error}") from None


def _read(bucket: str, entry: dict[str, Any]) -> S3Object:
    owner = entry.get("Owner")
    return S3Object(
        bucket=bucket,
        key=entry["Key"],
        etag=entry["ETag"],
        size=entry["Size"],
        last_modified=entry["LastModified"],
        owner={"id": owner.get("ID"), "displayName": owner.get("DisplayName")} if owner else None,
    )
