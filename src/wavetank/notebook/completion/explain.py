from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.notebook.cell_magic import OPTIONS, FlowCellMagic
from wavetank.notebook.completion.cell import explain_cell
from wavetank.notebook.completion.complete import MAGIC
from wavetank.notebook.line_magic import overview
from wavetank.notebook.verbs.catalogue import VERBS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.notebook.argument import Argument
    from wavetank.notebook.session import Session

_LINE = re.compile(r"(?:^|=)\s*%flow\b\s*(?P<verb>[\w-]*)(?P<rest>.*)$")


def explain(session: Session, code: str, position: int) -> str:
    """
    Returns what stands at a place of a cell means, as markdown; empty where it is not ours.

    Args:
        session: Whose flows and functions are known.
        code: The cell.
        position: The cursor, in characters from the beginning.
    """
    before = code[:position]
    line, column = before.count("\n"), position - (before.rfind("\n") + 1)
    whole = code.split("\n")[line]
    if not code.startswith(MAGIC):
        return _explain_line(whole, column)
    if line == 0:
        return _explain_option(OPTIONS, whole, column) or f"```\n{FlowCellMagic.deploy.__doc__}\n```"
    return explain_cell(session, code.partition("\n")[2], line - 1, column)


def _explain_line(whole: str, column: int) -> str:
    found = _LINE.search(whole)
    if found is None:
        return ""
    verb = VERBS.get(found["verb"])
    if verb is None:
        return f"```\n{overview()}\n```"
    return _explain_option(verb.arguments, whole, column) or f"```\n{verb.parser.format_help()}\n```"


def _explain_option(arguments: Sequence[Argument], whole: str, column: int) -> str:
    start = whole.rfind(" ", 0, column) + 1
    word = whole[start:].partition(" ")[0]
    option = next((each for each in arguments if each.is_option and word in (each.name, each.short)), None)
    return f"**{word}**: {option.help}" if option is not None else ""
