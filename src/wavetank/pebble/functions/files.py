from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from wavetank.pebble.filters.text import slugify
from wavetank.pebble.kinds import refused
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope

_SCHEME: Final = "kestra://"


def read(scope: Scope, path: object, namespace: str | None = None, _version: object = None) -> str:
    """Returns the text of a namespace file, or of a file of this execution or of the one that triggered it."""
    checked = allowed(scope, path, "read")
    content = scope.renderer.services.read(checked, namespace or flow_namespace(scope))
    return content.decode(errors="replace")


def file_size(scope: Scope, path: object, namespace: str | None = None) -> int:
    """Returns the size of a file in bytes."""
    return scope.renderer.services.file_size(allowed(scope, path, "fileSize"), namespace or flow_namespace(scope))


def file_exists(scope: Scope, path: object, namespace: str | None = None) -> bool:
    """Tells whether a file exists."""
    return scope.renderer.services.file_exists(allowed(scope, path, "fileExists"), namespace or flow_namespace(scope))


def is_file_empty(scope: Scope, path: object, namespace: str | None = None) -> bool:
    """Tells whether a file has no content."""
    checked = allowed(scope, path, "isFileEmpty")
    return scope.renderer.services.file_size(checked, namespace or flow_namespace(scope)) == 0


def file_uri(scope: Scope, path: object, namespace: str | None = None) -> str:
    """Returns the URI of a namespace file, whether it exists or not."""
    return scope.renderer.services.file_uri(allowed(scope, path, "fileURI"), namespace or flow_namespace(scope))


def allowed(scope: Scope, path: object, name: str) -> str:
    """
    Returns the path of a file that the template may read.

    Raises:
        RefusedError: It leads out of its folder, or belongs to another execution.
    """
    if not isinstance(path, str) or not path:
        raise refused(path, name, "the path of a file")
    if ".." in path.replace("\\", "/").split("/"):
        raise RefusedError(f"The path '{path}' must not contain `../`.")
    if not path.startswith(_SCHEME):
        return path
    if any(path.startswith(folder) for folder in _folders(scope.variables)):
        return path
    raise RefusedError(
        f"Unable to read the file '{path}' as it didn't belong to the current execution.",
        "Files of this execution, of the one that triggered it and namespace files can be read.",
    )


def _folders(variables: Mapping[str, object]) -> list[str]:
    """Where the files of this execution, of the one that triggered it, and of the namespace are."""
    flow, execution = _map(variables, "flow"), _map(variables, "execution")
    trigger = _map(variables, "trigger")
    owners = [
        (flow.get("namespace"), flow.get("id"), execution.get("id")),
        (trigger.get("namespace"), trigger.get("flowId"), trigger.get("executionId")),
    ]
    folders = [
        f"{_SCHEME}/{str(namespace).replace('.', '/')}/{slugify(str(flow_id))}/executions/{execution_id}/"
        for namespace, flow_id, execution_id in owners
        if namespace and flow_id and execution_id
    ]
    if flow.get("namespace"):
        folders.append(f"{_SCHEME}/{str(flow['namespace']).replace('.', '/')}/_files/")
    return folders


def _map(variables: Mapping[str, object], name: str) -> Mapping[object, object]:
    value = variables.get(name)
    return value if isinstance(value, Mapping) else {}


def flow_namespace(scope: Scope) -> str | None:
    """Returns the namespace of the flow that the template belongs to."""
    found = _map(scope.variables, "flow").get("namespace")
    return found if isinstance(found, str) else None
