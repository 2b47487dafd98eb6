"""A function of the notebook as text that runs without the notebook."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import textwrap
from importlib.metadata import packages_distributions, version
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from wavetank.errors import TaskError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NOTEBOOK = "__main__"
_CONSTANTS = (str, int, float, bool, bytes, type(None))
_COLLECTIONS = (list, tuple, set, frozenset)


class Portable:
    """
    A function with all that it uses: imports, constants, other functions of the notebook.

    Attributes:
        imports: The import statements, sorted.
        constants: Assignments of what the function finds in the notebook.
        definitions: The text of the functions, the one that is called the last.
        packages: What must be installed, as pip reads it, in the versions of this environment.

    Raises:
        TaskError: It uses something that cannot be written down; the cause says what.
    """

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self._name = name
        self._seen: set[int] = set()
        self._imports: dict[str, str] = {}
        self.constants: list[str] = []
        self.definitions: list[str] = []
        self._add(function)

    @property
    def imports(self) -> list[str]:
        """The import statements, sorted."""
        return sorted(self._imports)

    @property
    def packages(self) -> list[str]:
        """What must be installed, as pip reads it."""
        return packages_of(set(self._imports.values()))

    def _add(self, function: Any) -> None:
        if id(function) in self._seen:
            return
        self._seen.add(id(function))
        if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
            raise self._refused(f"{_name_of(function)} is wrapped, or no plain function")
        if function.__code__.co_freevars:
            raise self._refused(
                f"{function.__name__} uses {function.__code__.co_freevars[0]} of the function around it"
            )
        text, names = _text_of(function, self._refused)
        for name in dict.fromkeys((*names, *_names(function.__code__))):
            if name in function.__globals__:
                self._need(name, function.__globals__[name])
            elif not hasattr(builtins, name) and name in names:
                raise self._refused(f"{function.__name__} uses {name}, which is not there")
        self.definitions.append(text)

    def _need(self, name: str, value: Any) -> None:
        module = getattr(value, "__module__", None)
        if isinstance(value, ModuleType):
            self._import(name, value.__name__, f"import {value.__name__}", f"import {value.__name__} as {name}")
        elif isinstance(value, FunctionType) and module == _NOTEBOOK:
            self._add(value)
        elif module not in (None, _NOTEBOOK) and getattr(sys.modules.get(module), _name_of(value), None) is value:
            own = _name_of(value)
            self._import(name, module, f"from {module} import {own}", f"from {module} import {own} as {name}", own)
        elif _is_constant(value):
            self.constants.append(f"{name} = {value!r}")
        else:
            raise self._refused(f"it uses {name}, which is a {type(value).__name__} of the notebook")

    def _import(self, name: str, module: str, plain: str, renamed: str, own: str | None = None) -> None:
        self._imports[plain if name == (own or module) else renamed] = module.partition(".")[0]

    def _refused(self, reason: str) -> TaskError:
        return TaskError(
            f"Function {self._name} cannot be written as a script: {reason}.",
            remedy="Give it as an argument, import it inside the function, or define it with the function in a module.",
        )


def packages_of(modules: set[str]) -> list[str]:
    """Returns what pip is asked for so that these top-level modules can be imported, in the versions that are here."""
    known = packages_distributions()
    foreign = {known[module][0] for module in modules if module in known and module not in sys.stdlib_module_names}
    return sorted(f"{name}=={version(name)}" for name in foreign)


def _text_of(function: FunctionType, refused: Callable[[str], TaskError]) -> tuple[str, list[str]]:
    """Returns the text of a function without its decorators, and the names that its defaults use."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError) as error:
        raise refused(f"the text of {function.__name__} is not known") from error
    try:
        tree = ast.parse(text).body[0]
    except SyntaxError as error:
        raise refused(f"{function.__name__} is no statement of its own") from error
    if not isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef):
        raise refused(f"{function.__name__} is written as an expression; write it with `def`")
    lines = text.splitlines()[tree.lineno - 1 : tree.end_lineno]
    defaults = [default for default in (*tree.args.defaults, *tree.args.kw_defaults) if default is not None]
    names = [node.id for default in defaults for node in ast.walk(default) if isinstance(node, ast.Name)]
    return "\n".join(lines), names


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _name_of(value: Any) -> str:
    return str(getattr(value, "__name__", type(value).__name__))


def _is_constant(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_constant(key) and _is_constant(held) for key, held in value.items())
    if isinstance(value, _COLLECTIONS):
        return all(_is_constant(held) for held in value)
    return isinstance(value, _CONSTANTS)
