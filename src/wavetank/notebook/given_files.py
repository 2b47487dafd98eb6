from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wavetank.model.file_content import FileContent
from wavetank.model.input_type import InputType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.model.flow import Flow


def given_files(flow: Flow, inputs: Mapping[str, str], variables: Mapping[str, Any]) -> dict[str, Any]:
    """
    Returns typed inputs with what their FILEs name: a variable of the notebook that holds one, or a file beside it.

    URIs stay as they are.
    """
    files = {each.id for each in flow.inputs if each.type is InputType.FILE}
    return {name: _file(text, variables) if name in files else text for name, text in inputs.items()}


def _file(text: str, variables: Mapping[str, Any]) -> Any:
    held = variables.get(text)
    if isinstance(held, Path) or FileContent.of(held) is not None:
        return held
    return text if not text or "://" in text else Path(text).expanduser()
