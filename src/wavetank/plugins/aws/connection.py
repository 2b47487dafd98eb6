from __future__ import annotations

import threading
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from boto3.session import Session
from botocore.config import Config

from wavetank.model.part import Duration, Part
from wavetank.model.property import Property

if TYPE_CHECKING:
    from wavetank.abc.event_source import SourceContext

T = TypeVar("T")

_ROLE_DURATION = timedelta(minutes=15)
# A session may not be used by several threads at a time to make clients.
_making = threading.Lock()


@cache
def _shared_session() -> Session:
    """Returns the session for clients with written keys; it has read the descriptions of the services already."""
    return Session()


class AwsConnection(Part):
    """
    How a task or trigger reaches AWS, or a server that speaks its protocols (language reference, section 12).

    Without keys the credentials are looked for as the SDK does: environment, profile, role of the machine.

    Attributes:
        secret_key_id: The secret access key; the name is Kestra's.
        endpoint_override: URL of a server in the place of AWS.
        compatibility_mode: Leaves out what only AWS itself understands: checksums and conditional deletes.
    """

    access_key_id: Property[str] | None = None
    secret_key_id: Property[str] | None = None
    session_token: Property[str] | None = None
    region: Property[str] | None = None
    endpoint_override: Property[str] | None = None
    compatibility_mode: Property[bool] | None = None
    force_path_style: Property[bool] | None = None
    sts_role_arn: Property[str] | None = None
    sts_role_external_id: Property[str] | None = None
    sts_role_session_name: Property[str] | None = None
    sts_endpoint_override: Property[str] | None = None
    sts_role_session_duration: Property[Duration] | None = None

    def client(self, service: str, context: SourceContext) -> Any:
        """
        Returns a new boto3 client for a service, as `s3`; the caller closes it.

        Raises:
            ValueError: The endpoint is no URL.
            BotoCoreError: No credentials or no region can be found.
            ClientError: The role cannot be taken on.
        """
        credentials = self._role(context) if self.sts_role_arn else self._keys(context)
        return self._make(service, credentials, resolved(self.endpoint_override, context, ""), context)

    def _keys(self, context: SourceContext) -> dict[str, str]:
        written = {
            "aws_access_key_id": resolved(self.access_key_id, context, ""),
            "aws_secret_access_key": resolved(self.secret_key_id, context, ""),
            "aws_session_token": resolved(self.session_token, context, ""),
        }
        return {name: value for name, value in written.items() if value}

    def _role(self, context: SourceContext) -> dict[str, str]:
        sts = self._make("sts", self._keys(context), resolved(self.sts_endpoint_override, context, ""), context)
        external = resolved(self.sts_role_external_id, context, "")
        try:
            answer = sts.assume_role(
                RoleArn=resolved(self.sts_role_arn, context, ""),
                RoleSessionName=resolved(self.sts_role_session_name, context, "wavetank"),
                DurationSeconds=int(resolved(self.sts_role_session_duration, context, _ROLE_DURATION).total_seconds()),
                **({"ExternalId": external} if external else {}),
            )
        finally:
            sts.close()
        given = answer["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    def _make(self, service: str, credentials: dict[str, str], endpoint: str, context: SourceContext) -> Any:
        # A new session looks at the environment again, which a cell may have changed.
        session = _shared_session() if credentials else Session()
        with _making:
            make: Any = session.client
            return make(
                service,
                region_name=resolved(self.region, context, "") or None,
                endpoint_url=endpoint or None,
                config=self._config(context),
                **credentials,
            )

    def _config(self, context: SourceContext) -> Config:
        options: dict[str, Any] = {}
        if resolved(self.force_path_style, context, default=False):
            options["s3"] = {"addressing_style": "path"}
        if resolved(self.compatibility_mode, context, default=False):
            options |= dict.fromkeys(("request_checksum_calculation", "response_checksum_validation"), "when_required")
        return Config(
            connect_timeout=10, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 3}, **options
        )


def resolved(written: Property[T] | None, context: SourceContext, default: T) -> T:
    """Returns the value of a property, or a default when it is left out."""
    return context.resolve_or(written, default)
