"""A trigger that looks into a list: what polling itself costs, without a source."""

from __future__ import annotations

from datetime import timedelta

from wavetank.abc.event_source import PollingTrigger
from wavetank.api.assembly import REGISTRY
from wavetank.model.event import Event
from wavetank.model.trigger import Trigger

found = []


class Look(Trigger, PollingTrigger):
    """Finds nothing."""

    interval: timedelta = timedelta(seconds=1)

    def poll(self, context):
        return found[0] if found else None

    def event_of(self, sample, context):
        return Event(identities=(context.new_id(),), variables={"sample": sample})


def register():
    REGISTRY.register("bench.Look", Look)
