"""
Runs notebooks in real kernels and saves them with their outputs, all of them or those that are named.

    python notebooks/execute.py
    python notebooks/execute.py notebooks/02-files-from-s3.ipynb

A notebook whose cell fails is left as it was, and the exit status is 1. What the notebooks need comes with
`pip install '.[dev]'`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import nbformat
from demo_kernel import demo_kernel
from nbclient.exceptions import CellExecutionError

# Flows see ENV_ and SECRET_: with those of this machine, the notebooks would reach for its servers.
_OWN = ("ENV_", "SECRET_", "WAVETANK_")
_FIXED = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
# Stops the engine; the cards of flows become plain HTML, which shows in pages where no kernel is.
_CLOSING = "%unload_ext wavetank"


def environment() -> dict[str, str]:
    """Returns the environment of the kernels: this process's, without what differs from machine to machine."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OWN)} | _FIXED


async def execute(path: Path) -> nbformat.NotebookNode:
    """Returns a notebook with new outputs; the ids of its cells stay."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    async with demo_kernel(notebook, path.parent, environment()) as client:
        client.record_timing = False
        for index, cell in enumerate(notebook.cells):
            await client.async_execute_cell(cell, index)
        notebook.cells.append(nbformat.v4.new_code_cell(_CLOSING))
        await client.async_execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
        notebook.cells.pop()
    return normal(notebook)


def normal(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Returns a notebook without what tells of the machine and the hour: versions, timings, states of widgets."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def main() -> int:
    """Executes the notebooks that the command line names, or all."""
    named = [Path(name) for name in sys.argv[1:]]
    for path in named or sorted(Path(__file__).parent.glob("*.ipynb")):
        try:
            notebook = asyncio.run(execute(path))
        except CellExecutionError as error:
            print(f"{path.name}: a cell failed, and nothing was saved.\n{error}", file=sys.stderr)
            return 1
        nbformat.write(notebook, path)
        print(f"{path.name}: executed and saved, {path.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
