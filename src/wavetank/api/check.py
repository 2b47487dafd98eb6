from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.assembly import REGISTRY
from wavetank.dialect.check import check as check_text

if TYPE_CHECKING:
    from wavetank.model.diagnostic import Diagnostic


def check(text: str, dialect: str = "kestra1") -> list[Diagnostic]:
    """
    Returns what is wrong, doubtful or worth knowing in the text of one flow or several; it never raises on bad text.

    Args:
        text: YAML, documents separated by `---`.
        dialect: `kestra1`, or `kestra2`: what a server of Kestra 2 does not have any more is listed with its rewrite.
    """
    return check_text(text, REGISTRY, dialect)
