from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wavetank.engine.watch import Watch, WatchState

_MASK = "******"


class TriggerView:
    """
    A trigger of a deployed flow, and what it is doing now.

    Args:
        base_url: Returns where the HTTP server is reached.
    """

    def __init__(self, watch: Watch, base_url: Callable[[], str]) -> None:
        self._watch = watch
        self._base_url = base_url

    @property
    def id(self) -> str:
        """The id of the trigger."""
        return self._watch.trigger_id

    @property
    def flow(self) -> str:
        """`namespace.id` of its flow."""
        return self._watch.flow.key

    @property
    def type(self) -> str:
        """The Kestra type."""
        return self._watch.trigger.type

    @property
    def state(self) -> WatchState:
        """STARTING, LISTENING, WAITING, PAUSED, FAILED or OFF."""
        return self._watch.state

    @property
    def detail(self) -> str:
        """In a few words: the error, or what it waits for."""
        return self._watch.detail

    @property
    def url(self) -> str:
        """Where a webhook is called, whole; empty for others."""
        return self._url(quote(self._watch.key, safe=""))

    @property
    def masked_url(self) -> str:
        """As `url`, without a key that comes from a secret: for what is kept, as the saved notebook."""
        return self._url(_MASK if self._watch.secret_key else quote(self._watch.key, safe=""))

    def _url(self, key: str) -> str:
        if not self._watch.key:
            return ""
        flow = self._watch.flow
        return f"{self._base_url()}/api/v1/main/executions/webhook/{flow.namespace}/{flow.id}/{key}"

    @property
    def date(self) -> datetime | None:
        """When it was evaluated last."""
        return self._watch.stored.date

    @property
    def next_date(self) -> datetime | None:
        """When it is due next; None for what only reacts."""
        return self._watch.next_date

    @property
    def disabled(self) -> bool:
        """Whether it is paused by hand."""
        return self._watch.stored.disabled

    def __repr__(self) -> str:
        about = self.masked_url or self.detail
        return f"{self.flow} {self.id}: {self.state}{f', {about}' if about else ''}"
