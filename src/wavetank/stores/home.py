from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


class Home:
    """
    The folder in which engines keep what they know, `.wavetank/` beside the notebook.

    It is made if there is none, for its user alone, and out of version control's sight.

    Attributes:
        folder: The folder itself.
        database: The history.
        storage: The root of internal storage.
        engines: Where engines hold their leases.
        inboxes: Where receivers put what they received.

    Raises:
        StoreError: It cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "history.db"
        self.storage = folder / "storage"
        self.engines = folder / "engines"
        self.inboxes = folder / "inboxes"
        try:
            self._make()
        except OSError as error:
            raise StoreError(
                f"The home cannot be made: {error.strerror or error}.",
                where=str(folder),
                remedy="Give your user permission to write there, or choose another home.",
            ) from error

    def _make(self) -> None:
        if not self.folder.is_dir():
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
        self.storage.mkdir(exist_ok=True)
        self.engines.mkdir(exist_ok=True)
        ignored = self.folder / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
