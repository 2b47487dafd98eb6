from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing that is wrong, doubtful or worth knowing in the text of a flow.

    Attributes:
        code: Stable, as `WT-110`.
        line: 1-based line in the text that was checked.
        column: 1-based column, counted in characters.
        end_column: The column behind the marked piece on the same line; equals `column` when nothing can be marked.
        path: Where in the document, as `tasks[1].message`; empty for the whole.
        message: One sentence that says what is wrong.
        remedy: One sentence that says what to do; may be empty.
    """

    code: str
    message: str
    line: int = 1
    column: int = 1
    end_column: int = 1
    path: str = ""
    remedy: str = ""
    severity: Severity = "error"
    deprecated: bool = False

    def __str__(self) -> str:
        advice = f" {self.remedy}" if self.remedy else ""
        return f"line {self.line}, column {self.column}: {self.message}{advice} [{self.code}]"
