from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from wavetank.api.views.element import element
from wavetank.api.views.styled import styled

if TYPE_CHECKING:
    from collections.abc import Mapping


class Exported:
    """
    A flow as a server takes it; its text is what `str` gives.

    Attributes:
        key: `namespace.id`.
        text: The text of the flow.
        flows: The texts of the flow and of those that it starts, by their keys.
        files: The files of their namespaces, by `namespace/path`.
        notes: What is different from the flow in the notebook.
    """

    def __init__(
        self, key: str, flows: Mapping[str, str], files: Mapping[str, bytes], notes: tuple[str, ...] = ()
    ) -> None:
        self.key = key
        self.flows = dict(flows)
        self.files = dict(files)
        self.notes = notes

    @property
    def text(self) -> str:
        """The text of the flow."""
        return self.flows[self.key]

    def save(self, path: str | Path) -> Path:
        """
        Writes the flow to a file; one that ends in `.zip`, or a folder (no ending), gets all flows and files.

        Returns:
            The path.
        """
        path = Path(path)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in self._bundle().items():
                    archive.writestr(name, content)
        elif path.suffix:
            path.write_text(self.text, encoding="utf-8")
        else:
            for name, content in self._bundle().items():
                target = path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        return path

    def _bundle(self) -> dict[str, bytes]:
        flows = {f"flows/{key}.yaml": text.encode() for key, text in self.flows.items()}
        return flows | {f"files/{name}": content for name, content in self.files.items()}

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return "\n".join([*(f"# {note}" for note in self.notes), self.text])

    def _repr_html_(self) -> str:
        notes = [element("div", note, class_="wt-note") for note in self.notes]
        return styled([element("div", *notes, element("pre", self.text))])
