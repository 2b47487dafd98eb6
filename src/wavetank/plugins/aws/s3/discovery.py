from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wavetank.plugins.aws.s3.s3_object import ChangeType, S3Object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wavetank.abc.event_source import SourceContext
    from wavetank.plugins.aws.s3.consumption import Destination
    from wavetank.plugins.aws.s3.seen_keys import SeenKeys


class On(StrEnum):
    """Which changes make an event."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    CREATE_OR_UPDATE = "CREATE_OR_UPDATE"


@dataclass
class Discovery:
    """
    What one look at a bucket found.

    Attributes:
        fresh: Objects without an event, each with what happened to it.
        leftovers: Objects whose event is kept, but which were not moved or deleted then.
        truncated: More were fresh than one event takes.
    """

    fresh: list[tuple[S3Object, ChangeType]] = field(default_factory=list)
    leftovers: list[S3Object] = field(default_factory=list)
    truncated: bool = False


@dataclass(frozen=True)
class Discoverer:
    """
    Tells the objects that make an event from those that did before.

    Attributes:
        consumed: Objects are moved or deleted afterwards.
        most: How many objects one event takes.
        destination: Objects that lie there already are passed over, or moving them would make events without end.
        seen: The objects that were there before; needed for those that stay, and for UPDATE.
        scope: Comes before each identity; another one makes all objects fresh again.
    """

    context: SourceContext
    on: On
    consumed: bool
    most: int
    destination: Destination | None = None
    seen: SeenKeys | None = None
    scope: str = ""

    def discover(self, pages: Iterable[Sequence[S3Object]]) -> Discovery:
        """Looks through pages until one event is full."""
        found = Discovery()
        for page in pages:
            here = [each for each in page if not (self.destination and self.destination.holds(each))]
            known = self.context.fired([self.identity(each) for each in here])
            for each in here:
                self._sort(each, known, found)
                if found.truncated:
                    return found
        return found

    def identity(self, each: S3Object) -> str:
        """Returns what the present content of an object is known by."""
        return self.scope + each.identity(consumed=self.consumed)

    def _sort(self, each: S3Object, known: Mapping[str, str], found: Discovery) -> None:
        if self.identity(each) in known:
            self._known(each, found)
        elif self._wanted(each):
            if len(found.fresh) == self.most:
                found.truncated = True
            else:
                found.fresh.append((each, self._change(each)))

    def _known(self, each: S3Object, found: Discovery) -> None:
        """Notes an object whose event is kept; the process may have died before that was done."""
        if self.consumed:
            found.leftovers.append(each)
        elif self.seen:
            self.seen.see(each)

    def _change(self, each: S3Object) -> ChangeType:
        return ChangeType.UPDATE if self.seen and self.seen.etag(each) else ChangeType.CREATE

    def _wanted(self, each: S3Object) -> bool:
        if self.seen and self.seen.etag(each) == each.etag:
            return False
        change = self._change(each)
        if self.seen and self.on is On.UPDATE and change is ChangeType.CREATE:
            self.seen.see(each)
        return self.on is On.CREATE_OR_UPDATE or self.on.value == change.value
