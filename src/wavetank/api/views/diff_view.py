from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wavetank.api.views.element import Html, element, together
from wavetank.api.views.table_view import table_html, table_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.core.difference import Difference

_CLASSES = {"+": "wt-more", "-": "wt-less", "@": "wt-quiet"}


class ShownDiff(Protocol):
    """What the view of a comparison reads."""

    before: str
    after: str
    text: str

    @property
    def differences(self) -> Sequence[Difference]: ...  # noqa: D102
    @property
    def timings(self) -> Sequence[Difference]: ...  # noqa: D102


def diff_text(diff: ShownDiff) -> str:
    """Returns a comparison as text: what differs, then the lines of the flows' texts that do."""
    parts = [_title(diff)]
    parts += [table_text(_columns(diff), _rows(diff.differences))] if diff.differences else []
    return "\n".join([*parts, *filter(None, [diff.text.rstrip()])])


def diff_html(diff: ShownDiff) -> Html:
    """Returns a comparison as markup; see `diff_text`. How long things took is folded away."""
    parts: list[Html] = [element("div", element("b", _title(diff)))]
    if diff.differences:
        parts.append(table_html(_columns(diff), _rows(diff.differences)))
    if diff.text:
        parts.append(element("pre", *(_line(line) for line in diff.text.rstrip().splitlines())))
    if diff.timings:
        table = table_html(_columns(diff), _rows(diff.timings))
        parts.append(element("details", element("summary", "how long it took, in seconds"), table))
    return together(parts)


def _title(diff: ShownDiff) -> str:
    if diff.differences or diff.text:
        return f"{diff.before} → {diff.after}"
    return f"{diff.before} → {diff.after}: no difference"


def _columns(diff: ShownDiff) -> tuple[str, ...]:
    return ("part", diff.before, diff.after)


def _rows(found: Sequence[Difference]) -> list[tuple[object, ...]]:
    return [tuple(each) for each in found]


def _line(text: str) -> Html:
    return element("span", f"{text}\n", class_=_CLASSES.get(text[:1]))
