from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.completion.cell import complete_cell
from wavetank.notebook.completion.line import complete_first_line, complete_line

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext

    from wavetank.notebook.completion.completions import Completions
    from wavetank.notebook.session import Session

MAGIC = "%%flow"


def complete(session: Session, context: CompletionContext) -> Completions | None:
    """Returns what can go on at the cursor; None where it is not ours."""
    if not context.full_text.startswith(MAGIC):
        return complete_line(session, context.text_until_cursor)
    _, _, text = context.full_text.partition("\n")
    if context.cursor_line == 0:
        return complete_first_line(session, context.text_until_cursor, text)
    return complete_cell(session, text, context.cursor_line - 1, len(context.text_until_cursor))
