from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from itertools import takewhile
from typing import Any

from wavetank.api.views.element import Html, element
from wavetank.api.views.moments import moment_text, span_text
from wavetank.model.labels import SYSTEM_PREFIX

LONGEST = 300
# The longest id has 22.
_SHORT = 24
_MIDDLING = 48
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+")

# Returns a text without secrets; it must see the text before it is cut or escaped.
Mask = Callable[[str], str]


def cell_text(value: object) -> str:
    """Returns what a value looks like in the cell of a table, on one line and not without end."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, timedelta):
        return span_text(value.total_seconds())
    if isinstance(value, str):
        return value if ADDRESS.fullmatch(value) else shortened(value)
    return shortened(compact(value))


def cell_html(value: object) -> Html:
    """Returns the cell of a table; a member of an enum gets the colour of its state."""
    if isinstance(value, Enum):
        return element("td", state_badge(str(value.value)))
    if isinstance(value, datetime):
        return element("td", moment_text(value), title=value.isoformat(), class_="wt-moment")
    text = cell_text(value)
    return element("td", text, class_=_breaks(text))


def _breaks(text: str) -> str | None:
    """Returns the class of a cell: only what is long may break, and then never into single letters."""
    if len(text) <= _SHORT:
        return None
    return "wt-wide wt-name" if len(text) <= _MIDDLING else "wt-wide wt-result"


def state_badge(state: str) -> Html:
    """Returns the name of a state in its colour."""
    return element("span", state, class_="wt-state", data_state=state)


def compact(value: object) -> str:
    """Returns a value on one line: lists and maps as JSON, other things as their text."""
    if isinstance(value, Mapping | list | tuple | bool):
        return json.dumps(plain(value), ensure_ascii=False, default=str)
    return str(value)


def plain(value: object) -> Any:
    """Returns a value with every mapping in it as a dict, whose keys are texts."""
    if isinstance(value, Mapping):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    return value


def masked(value: object, mask: Mask) -> Any:
    """Returns a value with every text in it masked, names too."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {mask(str(key)): masked(held, mask) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [masked(held, mask) for held in value]
    return value


def brief(value: object, mask: Mask, longest: int = LONGEST) -> str:
    """Returns a value on one line, without secrets and not without end; what is not shown of it is not looked at."""
    return shortened(compact(masked(pruned(value, longest), mask)), longest)


def pruned(value: object, most: int) -> Any:
    """Returns a value with the first `most` entries in it, at whatever depth: each is a letter or more when shown."""
    return _pruned(value, [most])


def _pruned(value: object, left: list[int]) -> Any:
    if isinstance(value, Mapping):
        return {name: _pruned(held, left) for name, held in takewhile(lambda _: _counted(left), value.items())}
    if isinstance(value, list | tuple):
        return [_pruned(held, left) for held in takewhile(lambda _: _counted(left), value)]
    return value


def _counted(left: list[int]) -> bool:
    left[0] -= 1
    return left[0] >= 0


def labels_text(labels: Mapping[str, str]) -> str:
    """Returns labels in a line, without those that the engine sets: every execution has them."""
    return " ".join(f"{name}:{value}" for name, value in labels.items() if not name.startswith(SYSTEM_PREFIX))


def shortened(text: str, longest: int = LONGEST) -> str:
    """Returns a text, cut where it is too long to be read at a glance."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
