from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from wavetank.abc.event_source import Poll, PollingTrigger, SourceContext
from wavetank.core.storage_paths import slug
from wavetank.errors import MissingExtraError, PluginError
from wavetank.model import trigger as model
from wavetank.model.event import Event
from wavetank.model.level import Level
from wavetank.model.part import Duration
from wavetank.model.property import Property

try:
    from botocore.exceptions import ClientError
except ImportError as error:
    raise MissingExtraError("S3", "aws") from error

from wavetank.plugins.aws.connection import AwsConnection, resolved
from wavetank.plugins.aws.s3.consumption import CHANGED, GONE, Action, Consumption, Destination, MoveTo
from wavetank.plugins.aws.s3.discovery import Discoverer, Discovery, On
from wavetank.plugins.aws.s3.fault import code_of, source_faults
from wavetank.plugins.aws.s3.listing import ListProperties
from wavetank.plugins.aws.s3.s3_object import ChangeType, S3Object
from wavetank.plugins.aws.s3.seen_keys import SeenKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

_SHAPE = 'S3 takes {"objects": [{"key": "a.csv", "content": "…"}]}, or {"key": "a.csv", "uri": "kestra:///…"} in it'
_MOST = 25


class S3Poll(Poll):
    """The objects that one poll found, with what is to be done to them."""

    def __init__(self, event: Event | None, acknowledge: Callable[[], None]) -> None:
        self.event = event
        self._acknowledge = acknowledge

    def acknowledge(self) -> None:
        """Moves or deletes the objects of the event, and those of earlier events that are still there."""
        self._acknowledge()


class Trigger(model.Trigger, ListProperties, AwsConnection, PollingTrigger):
    """
    Makes an execution of the objects that came into a bucket (language reference, section 12.1).

    Attributes:
        action: What happens to the objects once the event is kept. With NONE they stay, and an object is an event
            again when its content changes.
        move_to: For MOVE; `key` is a folder, in which objects keep the names of their files.
        on: CREATE and UPDATE tell objects under a new key from those that were there before. What is moved or deleted
            and comes back is created anew.
        state_key: Another one makes all objects new.
        state_ttl: Changes nothing: what made an execution is known as long as the ledger.
    """

    interval: Duration = timedelta(seconds=60)
    action: Property[Action]
    move_to: MoveTo | None = None
    on: Property[On] | None = None
    state_key: Property[str] | None = None
    state_ttl: Property[Duration] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Trigger:
        target = self.move_to
        if self.action.written == Action.MOVE and (target is None or not (target.bucket or target.key)):
            raise ValueError("`action: MOVE` needs `moveTo` with a `bucket`, a `key` or both")
        return self

    def poll(self, context: SourceContext) -> Poll | None:
        """Lists the bucket and downloads what is new into internal storage; at most `maxFiles` objects."""
        try:
            with self._faults(context), closing(self.client("s3", context)) as client:
                return self._look(client, context)
        except ValueError as error:
            raise PluginError(f"{error}.", where=f"trigger {self.id}") from error

    def sample(self, now: datetime) -> dict[str, Any]:  # noqa: ARG002 - an object gets its date when it is fired
        """Returns a small CSV file in the bucket."""
        return {"objects": [{"key": "sample.csv", "content": "id,amount\n1,10\n2,20\n"}]}

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event that made-up objects are; their contents go into internal storage."""
        written = sample.get("objects") if isinstance(sample, dict) else None
        if not isinstance(written, list) or not written or not all(isinstance(each, dict) for each in written):
            raise ValueError(_SHAPE)
        bucket, execution_id = context.resolve(self.bucket), context.new_id()
        shown = [_sampled(each, number, bucket, execution_id, context) for number, each in enumerate(written)]
        identity = str(sample.get("identity") or f"s3://{bucket}/fired/{execution_id}")
        return Event(identities=(identity,), variables={"objects": shown}, execution_id=execution_id)

    def _look(self, client: Any, context: SourceContext) -> Poll | None:
        listing = self.listing(context)
        seen = self._seen(context)
        discoverer = self._discoverer(context, seen)
        found = discoverer.discover(listing.pages(client))
        if found.truncated:
            context.log(Level.INFO, f"More than {discoverer.most} objects are new; the rest comes with the next poll.")
        if seen:
            seen.save()
        event, kept = self._event(client, found, discoverer, context)
        if event is None and not found.leftovers:
            return None
        return S3Poll(event, lambda: self._acknowledge([*found.leftovers, *kept], context))

    def _discoverer(self, context: SourceContext, seen: SeenKeys | None) -> Discoverer:
        key = resolved(self.state_key, context, "")
        return Discoverer(
            context=context,
            on=resolved(self.on, context, On.CREATE_OR_UPDATE),
            consumed=self._consumes(context),
            most=resolved(self.max_files, context, _MOST),
            destination=self._destination(context),
            seen=seen,
            scope=f"{key}:" if key else "",
        )

    def _event(
        self, client: Any, found: Discovery, discoverer: Discoverer, context: SourceContext
    ) -> tuple[Event | None, Sequence[S3Object]]:
        """Downloads what is fresh; returns its event and the objects that are in it."""
        if not found.fresh:
            return None, ()
        execution_id = context.new_id()
        kept, shown = [], []
        for position, (each, change) in enumerate(found.fresh):
            uri = self._download(client, each, each.file_name(position), execution_id, context)
            if uri:
                kept.append((each, change))
                shown.append(each.variables(uri, change))
        if not kept:
            return None, ()
        identities = tuple(discoverer.identity(each) for each, _ in kept)
        event = Event(identities=identities, variables={"objects": shown}, execution_id=execution_id)
        return event, [each for each, _ in kept]

    def _download(
        self, client: Any, each: S3Object, name: str, execution_id: str, context: SourceContext
    ) -> str | None:
        """Returns the URI of an object's content, or None when it is no longer what the listing said."""
        try:
            answer = client.get_object(Bucket=each.bucket, Key=each.key, IfMatch=each.etag, **self._payer(context))
        except ClientError as error:
            if code_of(error) not in CHANGED | GONE:
                raise
            context.log(Level.INFO, f"{each.place} changed while it was looked at; the next poll takes it up.")
            return None
        with closing(answer["Body"]) as body:
            return context.put_file(execution_id, name, body)

    def _acknowledge(self, objects: Sequence[S3Object], context: SourceContext) -> None:
        if self._consumes(context):
            with self._faults(context), closing(self.client("s3", context)) as client:
                self._consume(client, objects, context)
        seen = self._seen(context)
        if seen:
            for each in objects:
                (seen.forget if self._consumes(context) else seen.see)(each)
            seen.save()

    def _consume(self, client: Any, objects: Sequence[S3Object], context: SourceContext) -> None:
        """Moves or deletes each object; one that cannot be does not keep the others from it."""
        plain = resolved(self.compatibility_mode, context, default=False)
        consumption = Consumption(client, self._destination(context), self._payer(context), conditional=not plain)
        failures = []
        for each in objects:
            try:
                if not consumption.consume(each):
                    context.log(Level.INFO, f"{each.place} was written anew and stays for the next poll.")
            except ClientError as error:
                failures.append(error)
        if failures:
            raise failures[0]

    def _destination(self, context: SourceContext) -> Destination | None:
        if self.move_to is None or context.resolve(self.action) is not Action.MOVE:
            return None
        bucket = resolved(self.move_to.bucket, context, "") or context.resolve(self.bucket)
        return Destination(bucket, context.resolve(self.move_to.key) if self.move_to.key else None)

    def _seen(self, context: SourceContext) -> SeenKeys | None:
        if self._consumes(context) and resolved(self.on, context, On.CREATE_OR_UPDATE) is not On.UPDATE:
            return None
        folder = f"kestra:///{context.namespace.replace('.', '/')}/{slug(context.flow_id)}/states"
        name = resolved(self.state_key, context, "") or context.trigger_id
        return SeenKeys(context.storage, f"{folder}/s3-{slug(name)}.json")

    def _consumes(self, context: SourceContext) -> bool:
        return context.resolve(self.action) is not Action.NONE

    def _payer(self, context: SourceContext) -> dict[str, str]:
        payer = resolved(self.request_payer, context, "")
        return {"RequestPayer": payer} if payer else {}

    def _faults(self, context: SourceContext) -> Any:
        return source_faults(context.resolve(self.bucket), f"trigger {self.id}")


def _sampled(
    written: dict[str, Any], position: int, bucket: str, execution_id: str, context: SourceContext
) -> dict[str, Any]:
    """Returns the variables of one made-up object."""
    if "key" not in written or ("content" in written) == ("uri" in written):
        raise ValueError(_SHAPE)
    content = context.storage.read(written["uri"]) if "uri" in written else _bytes(written["content"])
    etag = hashlib.md5(content, usedforsecurity=False).hexdigest()
    now: datetime = context.now()
    each = S3Object(bucket, str(written["key"]), f'"{etag}"', len(content), now, written.get("owner"))
    uri = written.get("uri") or context.put_file(execution_id, each.file_name(position), content)
    return each.variables(uri, ChangeType(written.get("changeType", ChangeType.CREATE)))


def _bytes(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()
