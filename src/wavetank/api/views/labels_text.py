from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.labels import SYSTEM_PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping


def labels_text(labels: Mapping[str, str]) -> str:
    """Returns labels in a line, without those that the engine sets: every execution has them."""
    return " ".join(f"{name}:{value}" for name, value in labels.items() if not name.startswith(SYSTEM_PREFIX))
