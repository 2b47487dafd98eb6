from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.engine.flow_reading import read_flow
from wavetank.errors import InputError, StateError

if TYPE_CHECKING:
    from wavetank.abc.file_storage import FileStorage
    from wavetank.model.flow import Flow
    from wavetank.model.registry import TypeRegistry

_FOLDER = "kestra:///_templates/"
_PROPERTIES = {"id", "namespace", "description", "tasks", "errors"}


class Templates:
    """
    The templates of a home, whose tasks flows share; deprecated, and off unless `kestra.templates.enabled` is true.

    The registry holds their tasks, by `namespace.id`: a flow that is read finds them there.
    """

    def __init__(self, registry: TypeRegistry, storage: FileStorage) -> None:
        self._registry = registry
        self._storage = storage

    def load(self) -> None:
        """Takes in those that the home holds; it blocks."""
        if self._registry.templates is not None:
            for uri in self._storage.list(_FOLDER):
                self._take(self._storage.read(uri).decode())

    def put(self, text: str) -> str:
        """
        Keeps a template, in the place of one with the same name; returns `namespace.id`. It blocks.

        Raises:
            FlowError: The text describes none.
            InputError: It has properties of a flow that a template has not.
            StateError: Templates are off.
        """
        if self._registry.templates is None:
            raise StateError("Templates are off.", remedy="Write wt.Engine(config={'kestra.templates.enabled': True}).")
        template = self._take(text)
        self._storage.put(f"{_FOLDER}{template.namespace}/{template.id}.yaml", text.encode())
        return template.key

    def _take(self, text: str) -> Flow:
        template = read_flow(text, self._registry)
        more = sorted(set(template.to_dict()) - _PROPERTIES)
        if more:
            raise InputError(
                f"A template has no `{more[0]}`.", remedy="It has `id`, `namespace`, `tasks` and `errors`."
            )
        assert self._registry.templates is not None  # noqa: S101 - whoever calls looked
        self._registry.templates[template.key] = template.tasks
        return template
