from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jinja2 import nodes

from wavetank.errors import ExpressionError, UndefinedError
from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.codegen import Mark, PebbleCodeGenerator
from wavetank.pebble.depth import check_depth
from wavetank.pebble.missing import MissingError, RefusedError
from wavetank.pebble.parser import parse
from wavetank.pebble.place import Span, position, shortened
from wavetank.pebble.sandbox import ENVIRONMENT
from wavetank.pebble.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    from wavetank.pebble.budget import Budget
    from wavetank.pebble.renderer import Renderer
    from wavetank.pebble.syntax import Syntax

_CACHED_TEMPLATES: Final = 2048
_LONGEST_CACHED: Final = 20_000
_OWNER: Final = re.compile(r"(.+)(?:\.\s*\w+|\[[^\[\]]*\])\s*", re.DOTALL)
_numbers = itertools.count(1)
_TOO_DEEP: Final = "The template is nested too deeply, or too long, to be compiled."


class Compiled:
    """
    A template that is ready to run; it holds no variables and may run in several threads at once.

    `root` yields the pieces of the result: text of the template as `str`, values of expressions as they are.
    """

    __slots__ = ("blocks", "filename", "macros", "marks", "root", "syntax", "template")

    def __init__(self, syntax: Syntax, *, traced: bool = False) -> None:
        self.template = syntax.template
        self.syntax = syntax
        self.macros = syntax.macros
        self.filename = f"<expression {next(_numbers)}>"
        generator = PebbleCodeGenerator(ENVIRONMENT, self.filename, traced=traced)
        generator.visit(syntax.tree)
        namespace: dict[str, object] = {"environment": ENVIRONMENT}
        exec(compile(generator.source, self.filename, "exec"), namespace)  # noqa: S102 - Jinja2's own way
        self.marks: list[Mark] = generator.marks
        if not traced:
            # A cache full of trees would be ten times as large; only a trace looks at it again.
            syntax.tree = nodes.Template([])
            syntax.refused.clear()
        self.root: Callable[[Scope], Iterator[object]] = namespace["root"]  # type: ignore[assignment]
        self.blocks = {name: [block] for name, block in namespace["blocks"].items()}  # type: ignore[attr-defined]

    def scope(
        self,
        renderer: Renderer,
        variables: Mapping[str, object],
        budget: Budget,
        probe: Callable[[int, object], object] | None,
    ) -> Scope:
        """Returns what one run of the template runs in."""
        return Scope(renderer, variables, self.blocks, self.macros, budget, probe)

    def explained(self, error: Exception, variables: Mapping[str, object]) -> ExpressionError:
        """Returns what to tell the user about an error that was raised while this template ran."""
        span = self.located(error.__traceback__)
        line, column = position(self.template, span.start)
        place = {"expression": shortened(self.template), "line": line, "column": column}
        if isinstance(error, MissingError):
            return self._undefined(error, span, variables)
        if isinstance(error, ExpressionError):
            return error
        if isinstance(error, RefusedError):
            return ExpressionError(error.cause, remedy=error.remedy, **place)  # type: ignore[arg-type]
        cause = _TOO_DEEP if isinstance(error, RecursionError) else f"`{shortened(span.text(self.template))}`: {error}"
        return ExpressionError(cause, **place)  # type: ignore[arg-type]

    def placed(self, error: ExpressionError) -> ExpressionError:
        """Returns an error of a service with the place in this template."""
        span = self.located(error.__traceback__)
        line, column = position(self.template, span.start)
        place = {"expression": shortened(self.template), "line": line, "column": column}
        return type(error)(error.cause, remedy=error.remedy, **place)  # type: ignore[arg-type]

    def _undefined(self, error: MissingError, span: Span, variables: Mapping[str, object]) -> UndefinedError:
        line, column = position(self.template, span.start)
        expression = shortened(self.template)
        name, remedy = self.syntax.names.get(error.name, error.name), ""
        if error.is_variable:
            remedy = did_you_mean(name, variables, "The variables are")
        elif error.owner is None:
            owner = _OWNER.match(span.text(self.template))
            remedy = f"`{owner[1] if owner else 'What stands before it'}` is null; write `?? …` behind it, or test it."
            name = owner[1] if owner and owner[1].isidentifier() else name
        elif isinstance(error.owner, dict):
            dashed = next((key for key in error.owner if isinstance(key, str) and key.startswith(f"{name}-")), None)
            remedy = did_you_mean(name, error.owner, "There are")
            if dashed is not None:
                remedy = f"Write `['{dashed}']`: behind a dot the dash is a minus."
        cause = f"Unable to find `{name}` used in the expression `{expression}` at line {line}."
        return UndefinedError(cause, expression=expression, line=line, column=column, remedy=remedy)

    def located(self, traceback: TracebackType | None) -> Span:
        """Returns the piece of the template that was being worked out; the whole template if that is not known."""
        place: tuple[int | None, ...] | None = None
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if code.co_filename == self.filename:
                place = next(itertools.islice(code.co_positions(), traceback.tb_lasti // 2, None), None)
            traceback = traceback.tb_next
        if place is None or None in place:
            return Span(0, len(self.template))
        first, last, begin, end = (number or 0 for number in place)
        around = [mark for mark in self.marks if mark.start <= (first, begin) and mark.end >= (last, end)]
        if not around:
            return Span(0, len(self.template))
        narrowest = min(around, key=lambda mark: (mark.end[0] - mark.start[0], mark.end[1] - mark.start[1]))
        return self.syntax.spans[narrowest.span]


def compiled(template: str, *, traced: bool = False) -> Compiled:
    """
    Returns the compiled template, the same object for the same text while it is among the last used.

    Raises:
        ExpressionError: The text is not a template.
    """
    if traced or len(template) > _LONGEST_CACHED:
        return _compile(template, traced=traced)
    return cached(template)


def _compile(template: str, *, traced: bool = False) -> Compiled:
    syntax = parse(template)
    check_depth(syntax)
    try:
        return Compiled(syntax, traced=traced)
    except (RecursionError, SyntaxError, MemoryError, OverflowError) as error:
        raise syntax.fault(0, _TOO_DEEP) from error


@lru_cache(maxsize=_CACHED_TEMPLATES)
def cached(template: str) -> Compiled:
    """Returns the compiled template from the cache that all renderers share."""
    return _compile(template)
