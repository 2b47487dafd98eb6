from __future__ import annotations

import re

# What storage puts before the name of a file, so that two of one name have each their place.
_OWN_PREFIX = re.compile(r"^[0-9A-Za-z]{22}-(?=.)")


def file_name(uri: str) -> str:
    """Returns the name that a file in internal storage had where it came from."""
    return _OWN_PREFIX.sub("", uri.rpartition("/")[2])
