"""
Stamp the built module with the digests of the sources that it was built from.

The bundle is kept in git, so that installing from a clone needs no Node; the stamp is how a test notices a bundle
that was not built again. It has the format of `sha256sum`, paths relative to this folder, so its diff names the file.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
STAMP = FOLDER.parent / "src" / "wavetank" / "notebook" / "widgets" / "static" / "sources.sha256"
CONFIGURATION = ("package.json", "package-lock.json", "tsconfig.json")


def sources(folder: Path) -> list[Path]:
    """All files that decide what is in the bundle, in the order of their paths."""
    written = (path for path in (folder / "src").rglob("*") if path.is_file())
    return sorted([*written, *(folder / name for name in CONFIGURATION)])


def stamp(folder: Path) -> str:
    """The text of the stamp for the sources in `folder`: one line a file, digest and path."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sources(folder)
    )


if __name__ == "__main__":
    STAMP.write_text(stamp(FOLDER), encoding="utf-8", newline="\n")
