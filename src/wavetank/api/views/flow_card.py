from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from wavetank.api.views.element import Html, element, together
from wavetank.api.views.execution_table import execution_table_html, execution_table_text
from wavetank.api.views.input_form import input_form
from wavetank.api.views.labels_row import labels_row
from wavetank.api.views.moments import moment_text
from wavetank.api.views.table_view import table_text
from wavetank.api.views.topology import topology_html
from wavetank.api.views.trigger_table import TriggerRow, short_type, trigger_table
from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.flow import Flow


class FlowCard(msgspec.Struct, frozen=True, kw_only=True):
    """
    What the card of a flow shows.

    Attributes:
        flow: The revision that was deployed.
        executions: The newest first.
        more: Whether there are older ones beside those.
        states: The state of each task in the newest execution, by its id.
        notes: Sentences that the user should read, as of a missing secret.
        as_of: When the picture was taken, for a card that does not move any more; None while it is live.
        now: The moment of an engine whose clock is moved by hand; None if it goes by that of the machine.
    """

    flow: Flow
    triggers: tuple[TriggerRow, ...] = ()
    executions: tuple[ExecutionSummary, ...] = ()
    more: bool = False
    states: Mapping[str, str] = {}
    notes: tuple[str, ...] = ()
    as_of: datetime | None = None
    now: datetime | None = None


def flow_card_html(card: FlowCard) -> Html:
    """
    Returns the card as markup; what can change by itself has a key, so that a page replaces no more than that.

    A card that is live has buttons and forms, and leaves the list of executions to the page.
    """
    live = card.as_of is None
    executions = None
    if not live:
        more = element("div", _OLDER, class_="wt-quiet") if card.more else None
        executions = element("div", execution_table_html(card.executions), more, data_key="executions")
    return element(
        "div",
        _head(card),
        _run_form(card.flow) if live else None,
        element("div", *(element("div", note, class_="wt-note") for note in card.notes), data_key="notes"),
        element("div", topology_html(card.flow, card.states), data_key="topology"),
        element("div", _triggers(card, live=live), data_key="triggers"),
        executions,
        data_flow=card.flow.key,
        data_now=card.now.isoformat() if card.now else None,
    )


def flow_card_text(card: FlowCard) -> str:
    """Returns the card as lines of text."""
    rows = [
        (trigger.id, trigger.state, short_type(trigger.type), trigger.url or trigger.detail)
        for trigger in card.triggers
    ]
    parts = [
        f"{card.flow.key}, revision {card.flow.revision}{_as_of(card)}",
        *card.notes,
        table_text(("trigger", "state", "type", ""), rows) if rows else _NO_TRIGGERS,
        execution_table_text(card.executions),
        *([_OLDER] if card.more else []),
    ]
    return "\n".join(parts)


_OLDER = "… and older ones"
_NO_TRIGGERS = "No triggers: it runs when it is told to."


def _head(card: FlowCard) -> Html:
    flow = card.flow
    run = None if card.as_of else _run_buttons(flow)
    return element(
        "div",
        element("strong", flow.id),
        element("span", f"  {flow.namespace} · revision {flow.revision}{_as_of(card)} ", class_="wt-quiet"),
        run,
        class_="wt-head",
        data_key="head",
    )


def _run_buttons(flow: Flow) -> Html:
    form = {"type": "button", "data_action": "open_run", "aria_expanded": "false"}
    if flow.inputs:
        return element("button", "Run…", class_="wt-primary", **form)
    run = element("button", "Run", type="button", class_="wt-primary", data_action="run")
    return together([run, " ", element("button", "With labels…", aria_label="Run with labels", **form)])


def _run_form(flow: Flow) -> Html:
    form = input_form(flow.inputs, "run", "Run", key="run-form", last=labels_row("run-form"))
    return element("div", form, data_key="run", data_panel="run", hidden="")


def _as_of(card: FlowCard) -> str:
    return f" · as of {moment_text(card.as_of)}" if card.as_of else ""


def _triggers(card: FlowCard, *, live: bool) -> Html:
    if not card.triggers:
        return element("div", _NO_TRIGGERS, class_="wt-quiet")
    return trigger_table(card.triggers, live=live)
