from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.notebook.session import Session


def install(session: Session, shell: Any) -> Callable[[], None]:
    """Has the kernel of a shell answer Shift-Tab in our cells; returns how to take that back."""
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return lambda: None
    asked = kernel.do_inspect

    def do_inspect(code: str, cursor_pos: int, *arguments: Any, **named: Any) -> Any:
        # Imported with the first key that asks for it: most cells are run without.
        told: str = import_module("wavetank.notebook.completion.explain").explain(session, code, cursor_pos)
        if not told:
            return asked(code, cursor_pos, *arguments, **named)
        data = {"text/markdown": told, "text/plain": told}
        return {"status": "ok", "found": True, "data": data, "metadata": {}}

    kernel.do_inspect = do_inspect

    def uninstall() -> None:
        # What is not on the instance is the class's own again.
        if vars(kernel).get("do_inspect") is do_inspect:
            del kernel.do_inspect

    return uninstall
