"""The one place where markup is put together, so that nothing reaches a page without being escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Html(str):
    """Text that is markup already; any other text is escaped when it becomes part of an element."""

    __slots__ = ()


def element(tag: str, *content: object, **attributes: object) -> Html:
    """
    Returns an element.

    Args:
        tag: Its name.
        content: Markup, text, or anything that `str` turns into text; None is left out.
        attributes: Python's spelling, as `class_` and `data_state`; None is left out.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Html(f"<{tag}{written}>{together(content)}</{tag}>")


def together(content: Iterable[object]) -> Html:
    """Returns pieces one after another, as markup."""
    return Html("".join(_markup(piece) for piece in content if piece is not None))


def _markup(piece: object) -> str:
    return piece if isinstance(piece, Html) else escape(str(piece))
