"""A realtime trigger that says something before each event; in a module that a receiver's process can import."""

from __future__ import annotations

import anyio

from wavetank.abc.event_source import RealtimeTrigger
from wavetank.model.event import Event
from wavetank.model.level import Level
from wavetank.model.trigger import Trigger


class Talking(Trigger, RealtimeTrigger):
    """It hands one event over, and listens on."""

    async def listen(self, context):
        context.ready()
        password = context.render("{{ secret('WEBHOOK_KEY') }}")
        context.log(Level.INFO, f"The password is {password}")
        await context.receive([Event(identities=("1",), variables={"n": 1})])
        await anyio.sleep_forever()

    def event_of(self, sample, context):
        return Event(identities=("1",), variables=sample)
