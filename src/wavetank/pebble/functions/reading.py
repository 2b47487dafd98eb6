from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wavetank.model.ion import loads
from wavetank.pebble.kinds import refused
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope

_LONGEST_YAML: Final = 4_000_000
_MOST_ALIASES: Final = 100


def from_json(_scope: Scope, json: object) -> object:
    """Returns what a JSON text says; null for null."""
    if json is None:
        return None
    if not isinstance(json, str):
        raise refused(json, "fromJson", "JSON text", "It is a value already: use it as it is.")
    return _parsed(json)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"The text is not JSON: {error}.") from error


def from_ion(_scope: Scope, ion: object, allRows: bool = False) -> object:  # noqa: N803 - Kestra's name
    """Returns the first value of an Ion text, or the list of all."""
    if ion is None:
        return None
    if not isinstance(ion, str):
        raise refused(ion, "fromIon", "Ion text")
    try:
        rows = loads(ion, None if allRows else 1)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"The text is not Ion: {error}.") from error
    return rows if allRows else rows[0] if rows else None


def from_yaml(_scope: Scope, yaml: object) -> object:
    """Returns what a YAML text says; dates stay text."""
    if yaml is None:
        return None
    if not isinstance(yaml, str):
        raise refused(yaml, "yaml", "YAML text")
    if len(yaml) > _LONGEST_YAML:
        raise RefusedError(f"The YAML text is longer than {_LONGEST_YAML:,} characters.")
    return _loaded(yaml)


def _loaded(text: str) -> Any:
    import yaml  # noqa: PLC0415 - loaded when the first template needs it

    loader = _loader_class(yaml)
    try:
        aliases = sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, loader))
        if aliases > _MOST_ALIASES:
            raise RefusedError(f"The YAML text has more than {_MOST_ALIASES} aliases.")
        return yaml.load(text, loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RefusedError(f"The text is not YAML: {' '.join(str(error).split())}.") from error


def _loader_class(yaml: Any) -> Any:
    """The safe loader without dates: they stay text, as in Kestra."""
    safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resolvers = {
        first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
        for first, pairs in safe.yaml_implicit_resolvers.items()
    }
    return type("TextDates", (safe,), {"yaml_implicit_resolvers": resolvers})
