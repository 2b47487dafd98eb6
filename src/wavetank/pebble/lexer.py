from __future__ import annotations

import re
from typing import Final

from wavetank.pebble.place import fault
from wavetank.pebble.precedence import BINARY, UNARY
from wavetank.pebble.tokens import Token, TokenKind

DELIMITER: Final = re.compile(r"\{\{|\{%|\{#")
RAW: Final = re.compile(r"\{%-*\s*raw\s*-*%\}(.*?)\{%-*\s*endraw\s*-*%\}")
"""Kestra's own single-line block; it is taken out of a template before Pebble sees it, so no tag inside it is one."""
_RAW_TAG: Final = re.compile(r"\{%-*\s*raw\s*-*%\}")
_VERBATIM: Final = re.compile(r"\s*verbatim\s*-?%\}\n?")
_END_VERBATIM: Final = re.compile(r"\{%(-)?\s*endverbatim\s*(-)?%\}")
_WHITESPACE: Final = re.compile(r"\s*")
# Without a blank behind it the dash is a minus: `{{-1}}` is -1.
_LEADING_TRIM: Final = re.compile(r"-\s")
_TRIM: Final = re.compile(r"\s*-(?=%\}|\}\})")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_LONG: Final = re.compile(r"([0-9]+)L")
_NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_STRING: Final = re.compile(r"\"([^#\"\\]*(?:\\.[^#\"\\]*)*)\"|'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL)
_STRING_PART: Final = re.compile(r"[^#\"\\]*(?:(?:\\.|#(?!\{))[^#\"\\]*)*", re.DOTALL)
_MOST_NESTED: Final = 8
_MOST_TOKENS: Final = 25_000
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_CLOSES: Final = {TokenKind.PRINT_START: ("}}", TokenKind.PRINT_END), TokenKind.TAG_START: ("%}", TokenKind.TAG_END)}


def _operator_pattern() -> re.Pattern[str]:
    """Longest first, so that `is not` is not read as `is`; words must end where they end."""
    symbols = sorted({*BINARY, *UNARY}, key=len, reverse=True)
    return re.compile("|".join(_operator_source(symbol) for symbol in symbols))


def _operator_source(symbol: str) -> str:
    if symbol[-1].isalpha():
        return symbol.replace(" ", r"\s+") + r"(?![a-zA-Z0-9_])"
    return re.escape(symbol)


_OPERATOR: Final = _operator_pattern()


class Lexer:
    """
    Cuts a template into tokens by Pebble's rules; makes one pass and is thrown away.

    Comments, verbatim and raw blocks and whitespace control are dealt with here: the parser never sees them.
    """

    def __init__(self, template: str) -> None:
        self.template = template
        self.offset = 0
        self.tokens: list[Token] = []
        self.brackets: list[tuple[str, int]] = []
        self.trims_next = False
        self.open_interpolations = 0

    def run(self) -> list[Token]:
        """Returns all tokens; the last one is END."""
        while self.offset < len(self.template):
            self._data()
        self._add(TokenKind.END, "", self.offset)
        return self.tokens

    def _add(self, kind: TokenKind, value: str, start: int) -> None:
        if len(self.tokens) >= _MOST_TOKENS:
            raise fault(self.template, start, f"The template has more than {_MOST_TOKENS:,} pieces.")
        self.tokens.append(Token(kind, value, start, self.offset))

    def _text(self, value: str, start: int, *, trims_end: bool = False) -> None:
        if self.trims_next:
            value = value.lstrip()
            self.trims_next = False
        if trims_end:
            value = value.rstrip()
        if value:
            self._add(TokenKind.TEXT, value, start)

    def _data(self) -> None:
        """Text up to the next delimiter, and what the delimiter opens."""
        start = self.offset
        found = DELIMITER.search(self.template, start)
        if found is None:
            self.offset = len(self.template)
            self._text(self.template[start:], start)
            return
        self.offset = found.start()
        trims = _LEADING_TRIM.match(self.template, found.end()) is not None
        raw = self._raw(found.start()) if found[0] == "{%" else None
        self._text(self.template[start : found.start()], start, trims_end=trims and raw is None)
        if raw is not None:
            self.offset = raw.end()
            self._add(TokenKind.TEXT, raw[1], raw.start())
            return
        self.offset = found.end() + trims
        self._open(found[0], found.start())

    def _raw(self, start: int) -> re.Match[str] | None:
        """The raw block that stands here; one that does not end on its line is refused at once."""
        if _RAW_TAG.match(self.template, start) is None:
            return None
        block = RAW.match(self.template, start)
        if block is None:
            remedy = "Write `{% raw %}` and `{% endraw %}` on one line, or use `{% verbatim %}` for several lines."
            raise fault(self.template, start, "This `raw` block does not end on its line.", remedy)
        return block

    def _open(self, delimiter: str, start: int) -> None:
        if delimiter == "{#":
            self._comment(start)
        elif delimiter == "{{":
            self._expression_part(TokenKind.PRINT_START, start)
        elif opening := _VERBATIM.match(self.template, self.offset):
            self.offset = opening.end()
            self._verbatim(start)
        else:
            self._expression_part(TokenKind.TAG_START, start)

    def _comment(self, start: int) -> None:
        end = self.template.find("#}", self.offset)
        if end < 0:
            raise fault(self.template, start, "This comment is not closed.", "Close it with `#}`.")
        comment = self.template[self.offset : end]
        if self.template[self.offset - 1] == "-":
            # The blanks behind the first dash are its own.
            comment = comment.lstrip()
        self.trims_next = comment[-1:] == "-" and comment[-2:-1].isspace()
        self.offset = end + 2

    def _verbatim(self, start: int) -> None:
        end = _END_VERBATIM.search(self.template, self.offset)
        if end is None:
            raise fault(self.template, start, "`verbatim` is not closed.", "Close it with `{% endverbatim %}`.")
        content = self.template[self.offset : end.start()]
        self.offset = end.end()
        # Pebble always drops the whitespace behind the opening tag, with or without a dash.
        self.trims_next = True
        self._text(content, start, trims_end=end[1] is not None)
        self.trims_next = end[2] is not None

    def _expression_part(self, kind: TokenKind, start: int) -> None:
        """The tokens between `{{` and `}}` or `{%` and `%}`."""
        self._add(kind, self.template[start : self.offset], start)
        closing, end_kind = _CLOSES[kind]
        while True:
            if trim := _TRIM.match(self.template, self.offset):
                self.trims_next = True
                self.offset = trim.end()
            self._skip_whitespace()
            if self.offset >= len(self.template):
                raise fault(self.template, start, f"`{kind_text(kind)}` is not closed.", f"Close it with `{closing}`.")
            if not self.brackets and self.template.startswith(closing, self.offset):
                self.offset += 2
                self._add(end_kind, closing, self.offset - 2)
                return
            self._token()

    def _skip_whitespace(self) -> None:
        found = _WHITESPACE.match(self.template, self.offset)
        if found is not None:
            self.offset = found.end()

    def _token(self) -> None:
        """One token of an expression."""
        start = self.offset
        # A word right behind a dot is a name: `map.contains`, `loop.in`.
        last = self.tokens[-1]
        behind_dot = last.kind is TokenKind.PUNCTUATION and last.value == "." and last.end == start
        if not behind_dot and self._matches(TokenKind.OPERATOR, _OPERATOR):
            return
        if self._matches(TokenKind.NAME, _NAME) or self._matches(TokenKind.OPERATOR, _OPERATOR):
            return
        if long := _LONG.match(self.template, start):
            self.offset = long.end()
            self._add(TokenKind.INTEGER, long[1], start)
        elif number := _NUMBER.match(self.template, start):
            self.offset = number.end()
            self._add(TokenKind.DECIMAL if number[1] else TokenKind.INTEGER, number[0], start)
        elif self.template[start] in "()[]{}?:.,=":
            self._punctuation()
        elif string := _STRING.match(self.template, start):
            self.offset = string.end()
            self._add(TokenKind.STRING, unescaped(string[0]), start)
        elif self.template[start] == '"':
            self._interpolated()
        else:
            found = self.template[start]
            remedy = "Put a text that holds `'` into `\"`, or write `\\'` in it." if found == "'" else ""
            raise fault(self.template, start, f"The character {found!r} has no meaning here.", remedy)

    def _matches(self, kind: TokenKind, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.template, self.offset)
        if found is None:
            return False
        start, self.offset = self.offset, found.end()
        self._add(kind, " ".join(found[0].split()), start)
        return True

    def _punctuation(self) -> None:
        start, character = self.offset, self.template[self.offset]
        if character in _CLOSING:
            self.brackets.append((character, start))
        elif character in ")]}":
            self._close_bracket(character, start)
        self.offset += 1
        self._add(TokenKind.PUNCTUATION, character, start)

    def _close_bracket(self, character: str, start: int) -> None:
        if not self.brackets:
            raise fault(self.template, start, f"`{character}` closes nothing.")
        opened, where = self.brackets.pop()
        if _CLOSING.get(opened) != character:
            raise fault(self.template, where, f"`{opened}` is not closed.", f"`{character}` was found instead.")

    def _interpolated(self) -> None:
        """A double-quoted string with `#{…}` in it: string parts and tokens between interpolation marks."""
        start = self.offset
        outer, self.brackets = self.brackets, []
        self.offset += 1
        while not self.template.startswith('"', self.offset):
            if self.template.startswith("#{", self.offset):
                self._interpolation()
                continue
            part = _STRING_PART.match(self.template, self.offset)
            if part is None or part.end() == self.offset:
                raise fault(self.template, start, "This string is not closed.", 'Close it with `"`.')
            begin, self.offset = self.offset, part.end()
            self._add(TokenKind.STRING, part[0], begin)
        self.offset += 1
        self.brackets = outer

    def _interpolation(self) -> None:
        start = self.offset
        self.offset += 2
        self.open_interpolations += 1
        if self.open_interpolations > _MOST_NESTED:
            raise fault(self.template, start, "Strings are nested too deeply.")
        self._add(TokenKind.INTERPOLATION_START, "#{", start)
        while True:
            self._skip_whitespace()
            if self.offset >= len(self.template):
                raise fault(self.template, start, "`#{` is not closed.", "Close it with `}`.")
            if not self.brackets and self.template[self.offset] == "}":
                self.offset += 1
                self.open_interpolations -= 1
                self._add(TokenKind.INTERPOLATION_END, "}", self.offset - 1)
                return
            self._token()


def kind_text(kind: TokenKind) -> str:
    """Returns the delimiter that a kind of token stands for."""
    return "{{" if kind is TokenKind.PRINT_START else "{%"


def unescaped(literal: str) -> str:
    """Returns what a quoted literal says: only its own quote and the backslash can be escaped."""
    quote = literal[0]
    return literal[1:-1].replace(f"\\{quote}", quote).replace("\\\\", "\\")
