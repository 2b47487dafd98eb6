from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from wavetank.errors import ExpressionError, WavetankError
from wavetank.pebble.budget import Budget
from wavetank.pebble.combining import combined
from wavetank.pebble.lexer import RAW
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.place import shortened
from wavetank.pebble.printing import joined
from wavetank.pebble.services import OfflineServices
from wavetank.pebble.trace import MASK, Trace, masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.pebble.compiler import Compiled
    from wavetank.pebble.recorder import Recorder
    from wavetank.pebble.services import Services

_MOST_ATTEMPTS: Final = 100
_DEEPEST: Final = 12
_COMPILER: Final = "wavetank.pebble.compiler"


class Renderer:
    """
    Renders templates for one task run, one condition, one page: cheap to make, the compiled templates are shared.

    Args:
        services: What functions such as `secret` and `read` reach outside through; by default they are refused.
        recursive: Render results again until they stay the same, as Kestra's `recursive-rendering`.

    Attributes:
        secrets: The values that `secret()` has returned to templates so far; whoever shows a result masks them.
    """

    __slots__ = ("budget", "depth", "recursive", "secrets", "services")

    def __init__(self, services: Services | None = None, *, recursive: bool = False) -> None:
        self.services: Services = services if services is not None else OfflineServices()
        self.recursive = recursive
        self.secrets: set[str] = set()
        self.budget: Budget | None = None
        self.depth = 0

    def render(self, value: object, variables: Mapping[str, object], *, typed: bool = False) -> object:
        """
        Returns a value with all templates in it rendered.

        Text is rendered; so are keys and values of maps and items of lists, however deep, into new ones. Anything
        else is returned as it is. Of two keys that render to the same text the first one stays.

        Args:
            value: Text, a map, a list, or anything.
            variables: The root of the context; it is read, never copied.
            typed: Keep the type of what a template gives, instead of making text of it.

        Raises:
            ExpressionError: A template cannot be parsed, or has no value.
        """
        if isinstance(value, str):
            if "{" not in value:
                return value
            return self._typed(value, variables) if typed else self.text(value, variables)
        if isinstance(value, Mapping):
            return self._map(value, variables, typed=typed)
        if isinstance(value, list | tuple | set | frozenset):
            return [self.render(each, variables, typed=typed) for each in value]
        return value

    def _map(self, value: Mapping[object, object], variables: Mapping[str, object], *, typed: bool) -> object:
        rendered: dict[object, object] = {}
        for key, each in value.items():
            name = self.render(key, variables)
            if name not in rendered:
                rendered[name] = self.render(each, variables, typed=typed)
        return rendered

    def text(self, template: str, variables: Mapping[str, object]) -> str:
        """
        Returns the text of one template.

        Raises:
            ExpressionError: It cannot be parsed, or has no value.
        """
        if "{" not in template:
            return template
        if self.recursive:
            return self._recursively(template, variables)
        return self._once(template, variables)

    def _recursively(self, template: str, variables: Mapping[str, object]) -> str:
        try:
            return self.until_stable(template, lambda text: self._once(text, variables))
        except RefusedError as error:
            raise ExpressionError(error.cause, expression=shortened(template), remedy=error.remedy) from error

    def _once(self, template: str, variables: Mapping[str, object]) -> str:
        return str(self.run(_compiler()(template), variables, joined))

    def _typed(self, template: str, variables: Mapping[str, object]) -> object:
        value = self.run(_compiler()(template), variables, combined)
        if self.recursive and isinstance(value, str) and "{" in value:
            return self._recursively(value, variables)
        return value

    def run(
        self,
        program: Compiled,
        variables: Mapping[str, object],
        finish: Callable[[list[object]], object],
        probe: Callable[[int, object], object] | None = None,
    ) -> object:
        """
        Returns what `finish` makes of the pieces of a compiled template: its text, and the values of its expressions.

        Raises:
            ExpressionError: It has no value; the place is in the error.
        """
        outer = self.budget
        budget = self.budget = Budget() if outer is None else outer
        scope = program.scope(self, variables, budget, probe)
        try:
            return finish(list(program.root(scope)))
        except WavetankError as error:
            if isinstance(error, ExpressionError) and not error.line:
                raise self._told(program.placed(error)) from (None if self.secrets else error)
            raise
        except Exception as error:  # noqa: BLE001 - what a builtin stumbles over is the fault of its arguments
            raise self._told(program.explained(error, variables)) from (None if self.secrets else error)
        finally:
            self.budget = outer

    def _told(self, error: ExpressionError) -> ExpressionError:
        """The error without secrets in its words; its cause is dropped then, for it may quote them, too."""
        for secret in self.secrets:
            error.cause = error.cause.replace(secret, MASK)
            error.remedy = error.remedy.replace(secret, MASK)
        error.args = (error.cause,)
        return error

    def rendered_again(self, value: object, variables: Mapping[str, object], *, recursive: bool) -> object:
        """
        Returns what the functions `render` and `renderOnce` make of a value in the middle of a template.

        Raises:
            RefusedError: Rendering leads to rendering without an end.
        """
        self.depth += 1
        try:
            if self.depth > _DEEPEST:
                raise RefusedError("Too many rendering attempts: `render` leads to `render` again and again.")
            if self.budget is not None:
                self.budget.spend_round()
            return self._again(value, variables, recursive=recursive)
        finally:
            self.depth -= 1

    def _again(self, value: object, variables: Mapping[str, object], *, recursive: bool) -> object:
        if isinstance(value, str):
            if not recursive:
                return self.render(value, variables)
            return self.until_stable(value, lambda text: self._once(text, variables))
        if isinstance(value, Mapping):
            pairs = ((self._again(key, variables, recursive=recursive), each) for key, each in value.items())
            return {key: self._again(each, variables, recursive=recursive) for key, each in pairs}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._again(each, variables, recursive=recursive) for each in value]
        return value

    def trace(self, template: str, variables: Mapping[str, object]) -> Trace:
        """
        Returns the text of one template together with the value of each of its sub-expressions; secrets are masked.

        A template that cannot be parsed, or has no value, gives a trace with the error: nothing is raised for it.
        """
        try:
            program: Compiled = import_module(_COMPILER).compiled(template, traced=True)
        except ExpressionError as error:
            return Trace(template, None, error=error)
        recorder: Recorder = import_module("wavetank.pebble.recorder").Recorder(program.syntax)
        try:
            value = self.run(program, variables, joined, recorder.probe)
        except WavetankError as error:
            failure = error if isinstance(error, ExpressionError) else ExpressionError(error.cause, remedy=error.remedy)
            return Trace(template, None, recorder.steps(self.secrets), failure)
        return Trace(template, masked(value, self.secrets), recorder.steps(self.secrets))

    def until_stable(self, template: str, render: Callable[[str], str]) -> str:
        """
        Returns a text rendered again and again until it stays the same; raw blocks are kept out of it.

        Raises:
            RefusedError: It does not come to rest, or takes too long.
        """
        kept: list[str] = []

        def keep(found: object) -> str:
            kept.append(found[1])  # type: ignore[index]
            return f"\ufdd0{len(kept) - 1}\ufdd1"

        current = RAW.sub(keep, template)
        budget = self.budget or Budget()
        for _ in range(_MOST_ATTEMPTS):
            budget.check_time()
            rendered = render(current) if "{" in current else current
            if rendered == current:
                for number, content in enumerate(kept):
                    rendered = rendered.replace(f"\ufdd0{number}\ufdd1", content)
                return rendered
            current = RAW.sub(keep, rendered)
        raise RefusedError(
            f"Too many rendering attempts: after {_MOST_ATTEMPTS} the text still changes.",
            "Two variables refer to each other.",
        )


@cache
def _compiler() -> Callable[[str], Compiled]:
    # Imported with the first expression, and Jinja2 with it: not everybody who has an engine has one.
    compiled: Callable[[str], Compiled] = import_module(_COMPILER).compiled
    return compiled
