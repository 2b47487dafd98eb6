from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import (
    ConnectionError as NoConnection,
)

from wavetank.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CREDENTIALS = "Check `accessKeyId`, `secretKeyId` and `sessionToken`."
_REGION = "Set `region` to the region of the bucket."
_REFUSALS = {
    "NoSuchBucket": ("there is no bucket {bucket}", "Create it, or correct `bucket` and `moveTo.bucket`."),
    "AccessDenied": ("the credentials do not allow {operation} on {bucket}", "Grant it, or use other credentials."),
    "403": ("the credentials do not allow {operation} on {bucket}", "Grant it, or use other credentials."),
    "PermanentRedirect": ("the bucket {bucket} lies in another region", _REGION),
    "AuthorizationHeaderMalformed": ("the bucket {bucket} lies in another region", _REGION),
    "IllegalLocationConstraintException": ("the bucket {bucket} lies in another region", _REGION),
    **dict.fromkeys(
        (
            "SignatureDoesNotMatch",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidToken",
            "ExpiredToken",
            "ExpiredTokenException",
        ),
        ("the credentials are refused ({code})", _CREDENTIALS),
    ),
}


@contextmanager
def source_faults(bucket: str, where: str) -> Iterator[None]:
    """Turns the errors of boto3 into SourceError, which names neither keys nor secrets."""
    try:
        yield
    except ClientError as error:
        raise _refused(error, bucket, where) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise SourceError(
            "S3 cannot be asked: there are no whole credentials.", where=where, remedy=_CREDENTIALS
        ) from error
    except (NoConnection, HTTPClientError) as error:
        remedy = "Check `endpointOverride`; a server without host names for buckets needs `forcePathStyle: true`."
        raise SourceError(f"S3 does not answer: {error}", where=where, remedy=remedy) from error
    except BotoCoreError as error:
        raise SourceError(f"S3 cannot be asked: {error}", where=where) from error


def code_of(error: ClientError) -> str:
    """Returns S3's code for an error, as `NoSuchKey`, or the HTTP status where it gives none."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _refused(error: ClientError, bucket: str, where: str) -> SourceError:
    code = code_of(error)
    text, remedy = _REFUSALS.get(code, ("it answered {code} to {operation} on {bucket}", ""))
    named = error.response.get("Error", {}).get("BucketName") or bucket
    said = text.format(code=code, operation=error.operation_name, bucket=named)
    return SourceError(f"S3 refuses: {said}.", where=where, remedy=remedy)
