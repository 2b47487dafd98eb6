from __future__ import annotations

from datetime import datetime

import msgspec

from wavetank.api.views.cells import state_badge
from wavetank.api.views.element import Html, element, together
from wavetank.api.views.execution_table import execution_table_html, execution_table_text
from wavetank.api.views.moments import moment_text
from wavetank.api.views.table_view import table_text
from wavetank.model.execution_summary import ExecutionSummary


class TriggerRow(msgspec.Struct, frozen=True, kw_only=True):
    """
    A trigger on the card of its flow.

    Attributes:
        state: `LISTENING`, `WAITING`, `FAILED` …
        detail: The next date, or the error.
        url: Where a webhook is called; empty for other triggers.
    """

    id: str
    type: str
    state: str
    detail: str = ""
    url: str = ""


class FlowCard(msgspec.Struct, frozen=True, kw_only=True):
    """
    What the card of a flow shows.

    Attributes:
        executions: The newest first.
        notes: Sentences that the user should read, as of a missing secret.
        as_of: When the picture was taken, for a card that does not move any more; None while it is live.
    """

    namespace: str
    id: str
    revision: int
    triggers: tuple[TriggerRow, ...] = ()
    executions: tuple[ExecutionSummary, ...] = ()
    notes: tuple[str, ...] = ()
    as_of: datetime | None = None


def flow_card_html(card: FlowCard) -> Html:
    """Returns the card as markup; what can change by itself has a key, so that a page replaces no more than that."""
    return element(
        "div",
        _head(card),
        element("div", *(element("div", note, class_="wt-note") for note in card.notes), data_key="notes"),
        element("div", _triggers(card.triggers), data_key="triggers"),
        element("div", execution_table_html(card.executions), data_key="executions"),
        data_flow=f"{card.namespace}.{card.id}",
    )


def flow_card_text(card: FlowCard) -> str:
    """Returns the card as lines of text."""
    rows = [
        (trigger.id, trigger.state, _last(trigger.type), trigger.url or trigger.detail) for trigger in card.triggers
    ]
    parts = [
        f"{card.namespace}.{card.id}, revision {card.revision}{_as_of(card)}",
        *card.notes,
        table_text(("trigger", "state", "type", ""), rows) if rows else "No triggers: it runs when it is told to.",
        execution_table_text(card.executions),
    ]
    return "\n".join(parts)


def _head(card: FlowCard) -> Html:
    return element(
        "div",
        element("strong", card.id),
        element("span", f"  {card.namespace} · revision {card.revision}{_as_of(card)}", class_="wt-quiet"),
        class_="wt-head",
        data_key="head",
    )


def _as_of(card: FlowCard) -> str:
    return f" · as of {moment_text(card.as_of)}" if card.as_of else ""


def _triggers(triggers: tuple[TriggerRow, ...]) -> Html:
    if not triggers:
        return element("div", "No triggers: it runs when it is told to.", class_="wt-quiet")
    return element("table", element("tbody", *map(_trigger, triggers), data_list="triggers"))


def _trigger(row: TriggerRow) -> Html:
    place = element("code", row.url, data_copy=row.url) if row.url else None
    return element(
        "tr",
        element("td", row.id),
        element("td", state_badge(row.state)),
        element("td", _last(row.type), title=row.type, class_="wt-quiet"),
        element("td", together([place, " " if place and row.detail else None, row.detail]), class_="wt-wide"),
        data_key=row.id,
    )


def _last(kind: str) -> str:
    return ".".join(kind.split(".")[-2:])
