"""Turns what libyaml says about a text into the user's words, at the place where the user has to look."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
import yaml
from yaml.error import MarkedYAMLError
from yaml.tokens import ScalarToken

from wavetank.dialect.codes import Code
from wavetank.dialect.source import Source

if TYPE_CHECKING:
    from wavetank.dialect.path import Path
    from wavetank.model.diagnostic import Diagnostic

_BARE_EXPRESSION = re.compile(r"(?:^|[-:]) +(\{\{)")
_LONE_WORD = re.compile(r"\s*(?:- +)*[\w.-]+")


class _Fault(msgspec.Struct, frozen=True):
    """
    Attributes:
        at: The offset at which libyaml gave up.
        since: The offset at which the piece that it was reading begins.
        problem: What libyaml says.
    """

    source: Source
    at: int
    since: int
    problem: str

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def character(self) -> str:
        return self.text[self.at : self.at + 1]

    def before(self) -> str:
        """Returns the text of the line before the place."""
        return self.text[self.source.line_start(self.at) : self.at]

    def report(self, code: Code, start: int, message: str, remedy: str) -> Diagnostic:
        return self.source.diagnostic(code, (start, max(self.source.word_end(start), start + 1)), message, remedy)


_Rule = Callable[[_Fault], "Diagnostic | None"]


def syntax_diagnostic(source: Source, error: yaml.YAMLError) -> Diagnostic:
    """Returns the diagnostic for an error of the YAML parser."""
    fault = _fault(source, error)
    for rule in _RULES:
        found = rule(fault)
        if found is not None:
            return found
    return fault.report(
        Code.SYNTAX, fault.at, f"The text is not YAML here: {fault.problem}.", "Look at this line and the one before."
    )


def _fault(source: Source, error: yaml.YAMLError) -> _Fault:
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return _Fault(source, 0, 0, str(error))
    last = max(len(source.text.rstrip()) - 1, 0)
    at = min(error.problem_mark.index, last)
    since = min(error.context_mark.index, at) if error.context_mark is not None else at
    return _Fault(source, at, since, error.problem or "")


def _tab(fault: _Fault) -> Diagnostic | None:
    start = fault.source.line_start(fault.at)
    indentation = re.compile(r"[ \t]*").match(fault.text, start)
    assert indentation is not None  # noqa: S101 - it matches anything
    offset = fault.text.find("\t", start, indentation.end())
    if offset < 0:
        return None
    return fault.report(
        Code.TAB,
        offset,
        "A tab stands in the indentation of this line.",
        "Indent with spaces; YAML allows no tabs there.",
    )


def _bare_expression(fault: _Fault) -> Diagnostic | None:
    for offset in (fault.at, fault.since):
        start = fault.source.line_start(offset)
        match = _BARE_EXPRESSION.search(fault.text, start, fault.source.line_end(offset))
        if match is not None and match.start(1) <= fault.at:
            return unquoted_expression(fault.source, (match.start(1), fault.source.line_end(match.start(1))))
    return None


def unquoted_expression(source: Source, span: tuple[int, int], path: Path | None = None) -> Diagnostic:
    """Returns the diagnostic for a value that begins with `{{` and is not in quotes."""
    return source.diagnostic(
        Code.UNQUOTED_EXPRESSION,
        span,
        "A value that begins with `{{` is a map to YAML, not an expression.",
        'Put the whole value into quotes: "{{ … }}".',
        path=path,
    )


def _quote(fault: _Fault) -> Diagnostic | None:
    if fault.problem == "found unexpected end of stream":
        return _unclosed(fault, fault.since, "is never closed")
    token = _quoted_before(fault)
    if token is None:
        return None
    start, end = token.start_mark.index, token.end_mark.index
    if "\n" in fault.text[start:end]:
        return _unclosed(fault, start, f"is closed only on line {fault.source.place(end)[0]}")
    mark = fault.text[start]
    return fault.report(
        Code.QUOTE,
        fault.at,
        f"More text follows behind the closing quote `{mark}`.",
        'Put the whole value into quotes; inside \'…\' a \' is written twice, inside "…" a " is written \\".',
    )


def _unclosed(fault: _Fault, start: int, how: str) -> Diagnostic:
    return fault.report(
        Code.QUOTE,
        start,
        f"The quote `{fault.text[start]}` that opens here {how}.",
        "Close it at the end of the value.",
    )


def _quoted_before(fault: _Fault) -> ScalarToken | None:
    """Returns the quoted text that ends right before the place, on the same line."""
    found: ScalarToken | None = None
    try:
        for token in yaml.scan(fault.text, Loader=yaml.CLoader):
            if token.end_mark.index > fault.at:
                break
            found = token if isinstance(token, ScalarToken) and token.style in ("'", '"') else None
    except yaml.YAMLError:
        pass  # It is the error that is being explained.
    if found is None or fault.text[found.end_mark.index : fault.at].strip(" "):
        return None
    return found


def _first_character(fault: _Fault) -> Diagnostic | None:
    if "cannot start any token" not in fault.problem:
        return None
    return fault.report(
        Code.SYNTAX, fault.at, f"A value cannot begin with `{fault.character}`.", "Put the value into quotes."
    )


def _colon(fault: _Fault) -> Diagnostic | None:
    if not fault.problem.startswith("mapping values are not allowed"):
        return None
    if _LONE_WORD.fullmatch(fault.before()):
        start = fault.source.line_start(fault.at)
        start += len(fault.before()) - len(fault.before().lstrip())
        return _indentation(fault, start)
    return fault.report(
        Code.SYNTAX,
        fault.at,
        "A second `: ` stands in this line, so YAML looks for a map in the middle of a text.",
        "Put the value into quotes.",
    )


def _expected(fault: _Fault) -> Diagnostic | None:
    if fault.problem == "could not find expected ':'":
        line = fault.text[fault.since : fault.source.line_end(fault.since)]
        return fault.report(
            Code.SYNTAX,
            fault.since,
            f"`{line[:60]}` is no `key: value`.",
            "Write a colon and a space behind the key; a text that goes on from the line above is indented further.",
        )
    if fault.problem in ("did not find expected key", "did not find expected '-' indicator"):
        return _indentation(fault, fault.at)
    return None


def _indentation(fault: _Fault, start: int) -> Diagnostic:
    return fault.report(
        Code.SYNTAX,
        start,
        "This does not continue the list or map above: its indentation fits none of the lines before.",
        "Give the entries of a list, and the keys of a map, the same indentation.",
    )


def _open_bracket(fault: _Fault) -> Diagnostic | None:
    bracket = fault.text[fault.since : fault.since + 1]
    closing = {"[": "]", "{": "}"}.get(bracket)
    if closing is None or f"'{closing}'" not in fault.problem:
        return None
    return fault.report(
        Code.SYNTAX,
        fault.since,
        f"The `{bracket}` that opens here is not closed, or a comma is missing behind it.",
        f"Write `{closing}` where it ends; a text that begins with `{bracket}` needs quotes.",
    )


def _indicator(fault: _Fault) -> Diagnostic | None:
    first = fault.text[fault.since : fault.since + 1]
    if first not in ("*", "&", "!"):
        return None
    return fault.report(
        Code.SYNTAX,
        fault.since,
        f"A value that begins with `{first}` has a meaning of its own in YAML.",
        "Put the value into quotes.",
    )


def _escape(fault: _Fault) -> Diagnostic | None:
    if "escape character" not in fault.problem and "hexdecimal" not in fault.problem:
        return None
    start = fault.text.rfind("\\", 0, fault.at + 1)
    return fault.report(
        Code.SYNTAX,
        max(start, 0),
        "A backslash in double quotes begins an escape, and this one does not exist.",
        "Write the text in single quotes, or each backslash twice.",
    )


_RULES: tuple[_Rule, ...] = (
    _tab,
    _bare_expression,
    _escape,
    _quote,
    _first_character,
    _colon,
    _expected,
    _open_bracket,
    _indicator,
)
