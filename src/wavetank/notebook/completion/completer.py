from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

if TYPE_CHECKING:
    from wavetank.notebook.completion.completions import Completions
    from wavetank.notebook.session import Session

Matcher = Callable[[CompletionContext], SimpleMatcherResult]


def flow_matcher(session: Session) -> Matcher:
    """Returns what IPython asks for completions on a line of `%flow` and in a cell of `%%flow`."""

    @context_matcher(priority=1000, identifier="wavetank.flow")  # type: ignore[untyped-decorator]
    def match(context: CompletionContext) -> SimpleMatcherResult:
        # Imported with the first key that asks for it: most cells are run without.
        complete = import_module("wavetank.notebook.completion.complete").complete
        answer: Completions | None = complete(session, context)
        if answer is None:
            return SimpleMatcherResult(completions=[])
        found = [SimpleCompletion(name, type=answer.kind) for name in answer.fitting]
        # What stands here is not Python: neither Jedi nor file names have a say.
        return SimpleMatcherResult(completions=found, suppress=True, matched_fragment=answer.fragment)

    matcher: Matcher = match
    return matcher
