from __future__ import annotations

import getpass
import re
import sys
from typing import TYPE_CHECKING, Any

from IPython.core.error import StdinNotImplementedError

from wavetank.api.check import check
from wavetank.errors import SecretError

if TYPE_CHECKING:
    from wavetank.api.engine import Engine

_NAMED = re.compile(r"""\bsecret\(\s*(?:key\s*=\s*)?(['"])(?P<name>[^'"]+)\1""")


def missing_secrets(engine: Engine, text: str, shell: Any) -> tuple[str, ...]:
    """
    Asks for the secrets that a flow names and nobody knows, as far as somebody can be asked.

    Returns:
        A sentence for each one that still cannot be read, which says how to set it.
    """
    faults = _faults(engine, text)
    # Nobody is asked for the secrets of a text that will be refused.
    if faults and _can_ask(shell) and all(found.severity != "error" for found in check(text)):
        for name in faults:
            _ask(engine, name)
        faults = _faults(engine, text)
    return tuple(faults.values())


def _faults(engine: Engine, text: str) -> dict[str, str]:
    faults = {}
    for name in secrets_named(text):
        try:
            engine.secrets[name]
        except SecretError as error:
            faults[name] = str(error)
    return faults


def secrets_named(text: str) -> tuple[str, ...]:
    """Returns the names that stand literally in calls of `secret`, each once."""
    return tuple(dict.fromkeys(match["name"] for match in _NAMED.finditer(text)))


def _can_ask(shell: Any) -> bool:
    # A kernel says so itself when it is asked; elsewhere a prompt without a terminal would wait for ever.
    return hasattr(shell, "kernel") or sys.stdin.isatty()


def _ask(engine: Engine, name: str) -> None:
    try:
        value = getpass.getpass(f"Secret {name} (empty: not now): ")
    except StdinNotImplementedError:
        return
    if value:
        engine.secrets[name] = value
