from __future__ import annotations

from wavetank.api.views.element import Html, element
from wavetank.api.views.input_form import described, form_row

LABELS = ":labels"


def labels_row(key: str) -> Html:
    """Returns the row of a form, told from others by its key, that asks for labels."""
    place = f"wt-{key}{LABELS}"
    field = element(
        "input", type="text", placeholder="team=sales reason='second try'", data_labels="", **described(place)
    )
    return form_row("labels", place, field, "key=value, separated by spaces", LABELS)
