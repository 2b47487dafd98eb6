from __future__ import annotations

from typing import Any


class Outputs:
    """
    The variables `outputs` and `tasks`, kept up to date as task runs end (language reference, section 15.2).

    Below a loop the entries are keyed by the values of the loops, from the outside in. Taking in a task run costs the
    same however many there are.
    """

    def __init__(self) -> None:
        self.outputs: dict[str, Any] = {}
        self.tasks: dict[str, Any] = {}

    def add(self, task_id: str, values: tuple[str, ...], outputs: dict[str, Any] | None, state: str) -> None:
        """Takes in what a task run left, below the `values` of its loops, its own the last."""
        _place(self.tasks, (task_id, *values))["state"] = state
        if outputs:
            _merge(_place(self.outputs, (task_id, *values)), outputs)

    def remove(self, task_id: str, values: tuple[str, ...]) -> None:
        """Forgets what task runs left below these values."""
        _prune(self.tasks, (task_id, *values))
        _prune(self.outputs, (task_id, *values))

    def frozen(self) -> dict[str, Any]:
        """Returns both variables copied so far down that another thread may walk through them."""
        return {"outputs": _copied(self.outputs), "tasks": _copied(self.tasks)}


def _place(tree: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for key in path:
        tree = tree.setdefault(key, {})
    return tree


def _prune(tree: dict[str, Any], path: tuple[str, ...]) -> None:
    first, *rest = path
    if not rest:
        tree.pop(first, None)
    elif isinstance(inner := tree.get(first), dict):
        _prune(inner, tuple(rest))
        if not inner:
            del tree[first]


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        present = into.get(key)
        if isinstance(present, dict) and isinstance(value, dict):
            into[key] = _merged(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            into[key] = [*present, *value]
        else:
            into[key] = value


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    merged = dict(first)
    _merge(merged, second)
    return merged


def _copied(tree: dict[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, dict) else value for key, value in tree.items()}
