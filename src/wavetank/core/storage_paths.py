"""Where files stand in internal storage (semantics reference, section 12), as `kestra:///…` URIs."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from wavetank.errors import InputError

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


def cache_file(namespace: str, flow_id: str, task_id: str, value: str | None) -> str:
    """Returns the URI of what a block of a flow keeps for its next run, apart for each value of a loop."""
    inner = "" if value is None else f"{hashlib.sha256(value.encode()).hexdigest()[:32]}/"
    return f"{SCHEME}/{_folder_of(namespace)}/{slug(flow_id)}/{slug(task_id)}/cache/{inner}cache.zip"


def task_cache_file(namespace: str, flow_id: str, task_id: str, key: str) -> str:
    """Returns the URI of what a task with a cache left, by the key that its properties make."""
    return f"{SCHEME}/{_folder_of(namespace)}/{slug(flow_id)}/{slug(task_id)}/cache/{key}/result.json"


def namespace_file(namespace: str, path: str) -> str:
    """Returns the URI of a file of a namespace, by its path there; with an empty path, of their folder."""
    return f"{SCHEME}/{_folder_of(namespace)}/_files/{path.removeprefix('/')}"


def key_file(namespace: str, key: str) -> str:
    """Returns the URI of the file that holds the value of a key; with an empty key, of the folder of all keys."""
    return f"{SCHEME}/{_folder_of(namespace)}/_kv/{f'{key}.ion' if key else ''}"


def execution_folder(namespace: str, flow_id: str, execution_id: str) -> str:
    """Returns the URI, with a slash at its end, below which all files of an execution stand."""
    return f"{SCHEME}/{_folder_of(namespace)}/{slug(flow_id)}/executions/{execution_id}/"


def folder(
    namespace: str,
    flow: str | None = None,
    execution: str | None = None,
    task: str | None = None,
    task_run: str | None = None,
    trigger: str | None = None,
) -> str:
    """
    Returns the URI, without a slash at its end, of the folder of what is named: the last of the arguments given.

    Raises:
        InputError: One is named without what it belongs to.
    """
    if (execution and not flow) or ((task or trigger) and not execution) or (task_run and not task):
        raise InputError("A folder is named from the outside in: flow, execution, task or trigger, task run.")
    parts = [_folder_of(namespace)]
    parts += [slug(flow)] if flow else []
    parts += ["executions", execution] if execution else []
    parts += ["tasks", slug(task)] if task else []
    parts += [task_run] if task_run else []
    parts += ["trigger", slug(trigger)] if trigger else []
    return f"{SCHEME}/{'/'.join(parts)}"


def slug(text: str) -> str:
    """Returns an identifier as Kestra writes it in paths: Latin letters in lower case, digits and single dashes."""
    dashed = re.sub(r"\s", "-", text)
    plain = _UNWANTED.sub("", unicodedata.normalize("NFD", dashed)).replace("_", "-")
    return _DASHES.sub("-", plain).removeprefix("-").removesuffix("-").lower()


def _folder_of(namespace: str) -> str:
    return namespace.replace(".", "/")
