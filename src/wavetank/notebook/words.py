from __future__ import annotations

import shlex


def split_words(line: str) -> list[str]:
    """
    Returns the words of a magic's line: quotes hold words together and go, backslashes stay as they are.

    Raises:
        ValueError: A quote is not closed.
    """
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    # Windows paths are full of backslashes, and nobody quotes them.
    lexer.escape = ""
    try:
        return list(lexer)
    except ValueError:
        raise ValueError("a quote is not closed") from None
