from __future__ import annotations

from wavetank.api.views.element import Html, element


def form_row(name: object, place: str, field: Html, about: str, fault: str, **attributes: object) -> Html:
    """
    Returns a row of a form: a name, a field, what is to be known of it, and a place for what is wrong with it.

    Args:
        name: What it is called.
        place: The id of the field, which `described(place)` describes.
        field: The field.
        about: What is to be known of it.
        fault: By what name the page tells what is wrong with it.
        attributes: Those of the row.
    """
    return element(
        "div",
        element("label", name, for_=place),
        element("div", field, class_="wt-value"),
        element("div", about, class_="wt-quiet", id=f"{place}-about"),
        element("div", class_="wt-error", role="alert", id=f"{place}-error", data_error=fault),
        class_="wt-field",
        **attributes,
    )


def described(place: str) -> dict[str, str]:
    """Returns the attributes of a field that say what it is and what describes it."""
    return {"id": place, "aria_describedby": f"{place}-about {place}-error"}
