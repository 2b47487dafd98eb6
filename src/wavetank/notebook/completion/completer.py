from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from wavetank.notebook.completion.cell import complete_cell
from wavetank.notebook.completion.line import complete_first_line, complete_line

if TYPE_CHECKING:
    from wavetank.notebook.completion.completions import Completions
    from wavetank.notebook.session import Session

Matcher = Callable[[CompletionContext], SimpleMatcherResult]
MAGIC = "%%flow"


def flow_matcher(session: Session) -> Matcher:
    """Returns what IPython asks for completions on a line of `%flow` and in a cell of `%%flow`."""

    @context_matcher(priority=1000, identifier="wavetank.flow")  # type: ignore[untyped-decorator]
    def match(context: CompletionContext) -> SimpleMatcherResult:
        answer = _answer(session, context)
        if answer is None:
            return SimpleMatcherResult(completions=[])
        found = [SimpleCompletion(name, type=answer.kind) for name in answer.fitting]
        # What stands here is not Python: neither Jedi nor file names have a say.
        return SimpleMatcherResult(completions=found, suppress=True, matched_fragment=answer.fragment)

    matcher: Matcher = match
    return matcher


def _answer(session: Session, context: CompletionContext) -> Completions | None:
    if not context.full_text.startswith(MAGIC):
        return complete_line(session, context.text_until_cursor)
    _, _, text = context.full_text.partition("\n")
    if context.cursor_line == 0:
        return complete_first_line(session, context.text_until_cursor, text)
    return complete_cell(session, text, context.cursor_line - 1, len(context.text_until_cursor))
