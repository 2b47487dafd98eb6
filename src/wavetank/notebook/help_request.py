from __future__ import annotations

import re

_REQUEST = re.compile(r"^(?P<call>\s*%flow\s+[\w-]+)\s*\?+\s*$")


def ask_for_help(lines: list[str]) -> list[str]:
    """Turns `%flow VERB?` into a call for help: IPython would look for a Python variable of the verb's name."""
    return [_REQUEST.sub(r"\g<call> --help\n", line) for line in lines]
