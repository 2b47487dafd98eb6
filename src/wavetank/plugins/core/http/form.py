from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, BinaryIO

from wavetank.errors import TaskError
from wavetank.pebble.json_text import json_text
from wavetank.plugins.core.storage.spool import spool

if TYPE_CHECKING:
    from contextlib import ExitStack

    from wavetank.abc.runnable_task import RunContext

_FILE = ("kestra:///", "nsfile://")


def parts_of(form: dict[str, Any], context: RunContext, opened: ExitStack) -> list[tuple[str, Any]]:
    """
    Returns the parts of a multipart form.

    A `kestra:///` URI is the file that it names; a map `{name, content}` is a file with a name of its own; any other
    value is a text.

    Args:
        form: Rendered, by the names of the fields.
        context: Opens files.
        opened: Closes them when the request was sent.

    Raises:
        TaskError: A map is no file.
    """
    return [(name, _part(name, value, context, opened)) for name, value in form.items()]


def _part(name: str, value: Any, context: RunContext, opened: ExitStack) -> tuple[str | None, Any]:
    if isinstance(value, dict) and "content" in value:
        content = str(value["content"])
        if not content.startswith(_FILE):
            raise TaskError(f"`formData`: the `content` of `{name}` must be the URI of a file.")
        return str(value.get("name") or _name_of(content)), _file(content, context, opened)
    if isinstance(value, str) and value.startswith(_FILE):
        return _name_of(value), _file(value, context, opened)
    return None, field_text(value)


def _file(uri: str, context: RunContext, opened: ExitStack) -> BinaryIO:
    """A copy on this machine: it is read while the request is sent, where nothing may wait for a distant storage."""
    local = opened.enter_context(spool())
    with context.open(uri) as file:
        shutil.copyfileobj(file, local)
    local.seek(0)
    return local


def field_text(value: Any) -> str:
    """Returns the text of a field: of maps and lists, their JSON."""
    return value if isinstance(value, str) else json_text(value)


def _name_of(uri: str) -> str:
    return uri.rpartition("/")[2]
