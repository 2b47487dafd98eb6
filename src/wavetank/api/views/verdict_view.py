from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wavetank.api.views.cells import state_badge
from wavetank.api.views.element import Html, element
from wavetank.api.views.moments import moment_text

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.model.event import Outcome


class Shown(Protocol):
    """What the view of a verdict reads."""

    @property
    def outcome(self) -> Outcome: ...  # noqa: D102
    @property
    def stage(self) -> str: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102
    @property
    def identity(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102


def verdict_html(verdict: Shown, made: Html | None = None) -> Html:
    """
    Returns a verdict as markup.

    Args:
        verdict: What to show.
        made: The view of the execution that the event made, shown below.
    """
    facts = f" at {verdict.stage} · {moment_text(verdict.at)} · "
    head = element(
        "div",
        state_badge(verdict.outcome),
        element("span", facts, class_="wt-quiet"),
        element("code", verdict.identity),
        class_="wt-head",
    )
    return element("div", head, element("div", verdict.reason) if verdict.reason else None, made)


def verdict_text(verdict: Shown, made: str = "") -> str:
    """Returns a verdict as lines of text; see `verdict_html`."""
    head = f"{verdict.outcome.value} at {verdict.stage}, {moment_text(verdict.at)}, {verdict.identity}"
    return "\n".join(filter(None, [head, verdict.reason, made]))
