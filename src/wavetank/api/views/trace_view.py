from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wavetank.api.views.cells import compact, shortened
from wavetank.api.views.element import Html, element

if TYPE_CHECKING:
    from wavetank.errors import ExpressionError

_LONGEST = 2000


class Shown(Protocol):
    """What the view of a trace reads; everything is masked already."""

    @property
    def template(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> object: ...  # noqa: D102
    @property
    def error(self) -> ExpressionError | None: ...  # noqa: D102


def trace_html(trace: Shown, steps: Html) -> Html:
    """
    Returns how an expression came to its value, as markup.

    Args:
        trace: What to show.
        steps: The table of its sub-expressions, shown below.
    """
    template = element("div", element("code", trace.template, class_="wt-wide"), class_="wt-head")
    if trace.error is None:
        return element("div", template, element("code", _value(trace), class_="wt-wide"), steps)
    told = element("div", "\n".join(error_lines(trace.error)), class_="wt-error")
    return element("div", template, told, steps)


def trace_text(trace: Shown, steps: str) -> str:
    """Returns how an expression came to its value, as lines of text; see `trace_html`."""
    if trace.error is None:
        return "\n".join([trace.template, _value(trace), "", steps])
    return "\n".join([*marked_lines(trace.template, trace.error), *error_lines(trace.error), "", steps])


def error_lines(error: ExpressionError) -> list[str]:
    """Returns what is wrong, with its line and column, and what to do."""
    place = f" at line {error.line}, column {error.column}" if error.line else ""
    return [f"{type(error).__name__}{place}: {error.cause}", *filter(None, [error.remedy])]


def marked_lines(template: str, error: ExpressionError) -> list[str]:
    """Returns the lines of a template, with a mark below the column of an error."""
    lines = template.split("\n")
    if 1 <= error.line <= len(lines):
        lines.insert(error.line, " " * (error.column - 1) + "^")
    return lines


def _value(trace: Shown) -> str:
    return shortened(compact(trace.value), _LONGEST)
