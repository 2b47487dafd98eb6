from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from wavetank.api.views.cells import state_badge
from wavetank.api.views.element import Html, element, together
from wavetank.api.views.moments import moment_text

if TYPE_CHECKING:
    from collections.abc import Sequence


class TriggerRow(msgspec.Struct, frozen=True, kw_only=True):
    """
    A trigger on the card of its flow.

    Attributes:
        state: `LISTENING`, `WAITING`, `FAILED` …
        detail: The error, or what it waits for.
        url: Where a webhook is called; empty for other triggers.
        next_date: When it is due next.
        last_date: When it last made an execution.
        paused: Whether it is paused, by hand or when its flow was deployed.
        sample: A made-up event, as text that can be edited and fired.
    """

    id: str
    type: str
    state: str
    detail: str = ""
    url: str = ""
    next_date: datetime | None = None
    last_date: datetime | None = None
    paused: bool = False
    sample: str = "{}"


def trigger_table(rows: Sequence[TriggerRow], *, live: bool) -> Html:
    """Returns triggers as a table; with buttons that switch and fire them if it is `live`."""
    table = element("table", element("tbody", *(_row(row, live=live) for row in rows)), class_="wt-triggers")
    return together([table, *(map(_fire_box, rows) if live else ())])


def short_type(kind: str) -> str:
    """Returns the last two parts of the name of a type."""
    return ".".join(kind.split(".")[-2:])


def _row(row: TriggerRow, *, live: bool) -> Html:
    url = element("code", row.url, data_copy=row.url, title=row.url) if row.url else None
    facts = [
        element("div", url, class_="wt-url") if url else None,
        _detail(row),
        _date("last", row.last_date) if row.last_date else None,
    ]
    return element(
        "tr",
        element("td", row.id),
        element("td", state_badge(row.state)),
        element("td", short_type(row.type), title=row.type, class_="wt-quiet"),
        element("td", *facts, class_="wt-wide wt-rest"),
        element("td", _buttons(row)) if live else None,
        data_key=row.id,
    )


def _detail(row: TriggerRow) -> Html | None:
    if row.next_date is None:
        return element("div", row.detail) if row.detail else None
    told = row.detail or f"next {moment_text(row.next_date)}"
    return element("div", told, " ", element("span", data_ago=row.next_date.isoformat(), data_late=""))


def _date(name: str, date: datetime) -> Html:
    ago = element("span", data_ago=date.isoformat())
    return element("div", f"{name} {moment_text(date)} ", ago, class_="wt-quiet")


def _buttons(row: TriggerRow) -> Html:
    action, name = ("resume_trigger", "Resume") if row.paused else ("pause_trigger", "Pause")
    switch = element(
        "button", name, type="button", data_action=action, data_trigger=row.id, aria_label=f"{name} trigger {row.id}"
    )
    fire = element(
        "button",
        "Fire…",
        type="button",
        data_action="open_fire",
        data_trigger=row.id,
        aria_label=f"Fire trigger {row.id}",
        aria_expanded="false",
    )
    # One that its flow has disabled cannot be switched here.
    return together([fire, " ", switch]) if row.paused or row.state != "OFF" else fire


def _fire_box(row: TriggerRow) -> Html:
    place = f"wt-fire-{row.id}"
    return element(
        "form",
        element("label", f"Event for {row.id}", for_=place),
        element("span", class_="wt-quiet wt-told", data_event_from=""),
        element("textarea", row.sample, id=place, rows=min(row.sample.count("\n") + 1, 12), spellcheck="false"),
        element("div", element("button", "Fire", type="submit", class_="wt-primary"), class_="wt-actions"),
        element("div", class_="wt-told", role="status", data_verdict=""),
        class_="wt-form",
        data_action="fire",
        data_trigger=row.id,
        data_panel=f"fire-{row.id}",
        data_key=f"fire-{row.id}",
        hidden="",
    )
