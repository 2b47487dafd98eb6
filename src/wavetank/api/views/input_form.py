from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wavetank.api.views.cells import plain
from wavetank.api.views.element import Html, element, together
from wavetank.durations import format_duration
from wavetank.model.input_type import InputType
from wavetank.model.property import has_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.model.input import Input

_NATIVE = {
    InputType.INT: {"type": "number", "step": "1"},
    InputType.FLOAT: {"type": "number", "step": "any"},
    InputType.DATE: {"type": "date"},
    InputType.TIME: {"type": "time", "step": "1"},
    InputType.DATETIME: {"type": "datetime-local", "step": "1"},
    InputType.URI: {"type": "url", "placeholder": "https://…"},
    InputType.EMAIL: {"type": "email"},
    InputType.DURATION: {"type": "text", "placeholder": "PT1H30M"},
    InputType.SECRET: {"type": "password", "autocomplete": "new-password"},
}
_LONG = {InputType.JSON: '{"key": "value"}', InputType.YAML: "key: value", InputType.ARRAY: "[…, …]"}
_YES_NO = frozenset({InputType.BOOLEAN, InputType.BOOL})


def input_form(
    inputs: Sequence[Input], action: str, verb: str, *, key: str, first: object = None, last: object = None
) -> Html:
    """
    Returns a form that asks for inputs.

    Each value stands in an element with `data-input`, the id of the input; what is wrong with it has its place below.
    What may be chosen where an expression says it (`data-offered`) is filled in when the kernel has told it.

    Args:
        inputs: What is asked for, in order.
        action: What the page asks the kernel for when the form is sent.
        verb: What stands on the button.
        key: Tells the form from others.
        first: A row before the inputs.
        last: A row behind them.
    """
    return element(
        "form",
        first,
        *(_row(each, f"wt-{key}-{each.id}") for each in inputs),
        last,
        element("div", element("button", verb, type="submit", class_="wt-primary"), class_="wt-actions"),
        element("div", class_="wt-error", role="alert", data_error=""),
        class_="wt-form",
        data_action=action,
        data_key=key,
        novalidate="",
    )


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


def _row(declared: Input, place: str) -> Html:
    mark = element("span", " *", aria_hidden="true") if declared.required and declared.defaults is None else None
    return form_row(
        together([declared.display_name or declared.id, *filter(None, [mark])]),
        place,
        _field(declared, place),
        f"{declared.type}{_told(declared)}",
        declared.id,
        data_field=declared.id,
    )


def _told(declared: Input) -> str:
    limits = {"min": declared.min, "max": declared.max, "after": declared.after, "before": declared.before}
    parts = [
        f"of {declared.item_type}" if declared.item_type else "",
        *(f"{name} {limit}" for name, limit in limits.items() if limit is not None),
        f"must match {declared.validator}" if declared.validator else "",
        f"default: {declared.defaults}" if has_expression(declared.defaults) else "",
        declared.description or "",
    ]
    return "".join(f" · {part}" for part in parts if part)


def _field(declared: Input, place: str) -> Html:
    kind = declared.type
    about: dict[str, Any] = {
        **described(place),
        "data_input": declared.id,
        "data_type": kind.value,
        "aria_required": "true" if declared.required and declared.defaults is None else None,
    }
    drawn: Callable[[Input, dict[str, Any]], Html] = _line
    if kind in (InputType.SELECT, InputType.ENUM, InputType.MULTISELECT):
        drawn = _choice
    elif kind in _YES_NO:
        drawn = _yes_no
    elif kind in _LONG:
        drawn = _area
    elif kind is InputType.FILE:
        drawn = _file
    return drawn(declared, about)


def _line(declared: Input, about: dict[str, Any]) -> Html:
    native: dict[str, Any] = {"type": "text"} | _NATIVE.get(declared.type, {})
    value = None if declared.type is InputType.SECRET else _given(declared)
    if declared.type is InputType.SECRET and declared.defaults is not None:
        native["placeholder"] = "the default is used"
    if declared.type is InputType.DATETIME and value is not None:
        # Without an offset the field cannot say which moment is meant: as text it can.
        native["type"] = "text"
    return element("input", value=value, **native, **about)


def _area(declared: Input, about: dict[str, Any]) -> Html:
    text = _given(declared) or ""
    rows = min(max(text.count("\n") + 1, 2), 8)
    return element("textarea", text, rows=rows, spellcheck="false", placeholder=_LONG[declared.type], **about)


def _file(declared: Input, about: dict[str, Any]) -> Html:
    endings = declared.allowed_file_extensions
    return element("input", type="file", accept=",".join(endings) if endings else None, **about)


def _yes_no(declared: Input, about: dict[str, Any]) -> Html:
    given = _given(declared)
    unset = element("option", "" if not declared.required else "choose", value="")
    return element("select", None if given else unset, *(_option(each, given) for each in ("true", "false")), **about)


def _choice(declared: Input, about: dict[str, Any]) -> Html:
    given = _chosen(declared)
    values = declared.choices or given
    if declared.expression is not None:
        # The page fills them: an update of the picture leaves them alone.
        about |= {"data_offered": "first" if declared.auto_select_first else "", "data_mount": ""}
    if declared.type is InputType.MULTISELECT:
        return _boxes(values, given, about, "checkbox")
    if declared.is_radio:
        return _boxes(values, given, about, "radio")
    if declared.allow_custom_value:
        listed = f"{about['id']}-values"
        options = element(
            "datalist",
            *(element("option", value=each) for each in values),
            id=listed,
            data_mount=about.get("data_mount"),
        )
        first = given[0] if given else None
        return element("span", element("input", type="text", list=listed, value=first, **about), options)
    held = given[0] if given else None
    unset = None if held else element("option", "", value="")
    return element("select", unset, *(_option(each, held) for each in values), **about)


def _boxes(values: Sequence[str], given: Sequence[str], about: dict[str, Any], kind: str) -> Html:
    boxes = (
        element(
            "label",
            element("input", type=kind, name=about["id"], value=each, checked="" if each in given else None),
            f" {each}",
        )
        for each in values
    )
    return element("div", *boxes, class_="wt-boxes", role="group", data_boxes=kind, **about)


def _option(value: str, given: str | None) -> Html:
    return element("option", value, value=value, selected="" if value == given else None)


def _chosen(declared: Input) -> list[str]:
    value = declared.defaults if declared.defaults is not None else declared.prefill
    if value is None and declared.auto_select_first and declared.choices:
        return [declared.choices[0]]
    if value is None or has_expression(value):
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _given(declared: Input) -> str | None:
    """Returns the text that a field begins with; an expression is the kernel's to render, and stays out of it."""
    value = declared.defaults if declared.defaults is not None else declared.prefill
    if value is None or has_expression(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list | tuple):
        return json.dumps(plain(value), ensure_ascii=False, indent=2 if isinstance(value, dict) else None)
    return format_duration(value) if hasattr(value, "total_seconds") else str(value)
