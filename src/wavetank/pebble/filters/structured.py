from __future__ import annotations

from wavetank.model.ion import dump_value
from wavetank.pebble.json_text import json_text
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.yaml_text import yaml_text


def to_json(value: object) -> str:
    """Returns compact JSON text; `null` for null."""
    return json_text(value)


def to_ion(value: object) -> str:
    """Returns Ion text; `null` for null."""
    try:
        return dump_value(value)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"The value cannot be written as Ion: {error}") from error


def to_yaml(value: object) -> str:
    """Returns YAML text that ends with a line break; `null` for null."""
    return yaml_text(value)
