"""Where files stand in internal storage (semantics reference, section 12), as `kestra:///…` URIs."""

from __future__ import annotations

import re
import unicodedata

SCHEME = "kestra://"

_UNWANTED = re.compile(r"[^A-Za-z0-9_-]")
_DASHES = re.compile(r"-{2,}")


def task_file(namespace: str, flow_id: str, execution_id: str, task_id: str, task_run_id: str, name: str) -> str:
    """Returns the URI of a file that a task run made."""
    return f"{execution_folder(namespace, flow_id, execution_id)}tasks/{slug(task_id)}/{task_run_id}/{name}"


def trigger_file(namespace: str, flow_id: str, execution_id: str, trigger_id: str, name: str) -> str:
    """Returns the URI of a file that came with the event of an execution."""
    return f"{execution_folder(namespace, flow_id, execution_id)}trigger/{slug(trigger_id)}/{name}"


def input_file(namespace: str, flow_id: str, execution_id: str, input_id: str, name: str) -> str:
    """Returns the URI of a file that an execution was given as an input."""
    return f"{execution_folder(namespace, flow_id, execution_id)}inputs/{input_id}/{name}"


def namespace_file(namespace: str, path: str) -> str:
    """Returns the URI of a file of a namespace, by its path there; with an empty path, of their folder."""
    return f"{SCHEME}/{_folder_of(namespace)}/_files/{path.removeprefix('/')}"


def execution_folder(namespace: str, flow_id: str, execution_id: str) -> str:
    """Returns the URI, with a slash at its end, below which all files of an execution stand."""
    return f"{SCHEME}/{_folder_of(namespace)}/{slug(flow_id)}/executions/{execution_id}/"


def slug(text: str) -> str:
    """Returns an identifier as Kestra writes it in paths: Latin letters in lower case, digits and single dashes."""
    dashed = re.sub(r"\s", "-", text)
    plain = _UNWANTED.sub("", unicodedata.normalize("NFD", dashed)).replace("_", "-")
    return _DASHES.sub("-", plain).removeprefix("-").removesuffix("-").lower()


def _folder_of(namespace: str) -> str:
    return namespace.replace(".", "/")
