"""
Runs a notebook in a real kernel and shows each cell with its outputs in the terminal as they come.

    python notebooks/show.py notebooks/01-quickstart.ipynb

The notebook itself is not changed. The exit status is 1 when a cell fails.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import nbformat
from demo_kernel import demo_kernel
from nbclient.exceptions import CellExecutionError

BLUE, GREY, BOLD, PLAIN = ("\33[34m", "\33[90m", "\33[1m", "\33[0m") if sys.stdout.isatty() else ("", "", "", "")


def show_source(cell: nbformat.NotebookNode, number: int) -> None:
    """Prints the text of a cell."""
    if cell.cell_type == "markdown":
        print(f"\n{BOLD}{cell.source}{PLAIN}")
    elif cell.cell_type == "code":
        indented = cell.source.replace("\n", "\n        ")
        print(f"\n{BLUE}In [{number}]:{PLAIN} {indented}", flush=True)


def show_output(output: nbformat.NotebookNode) -> None:
    """Prints one output of a cell as plain text."""
    if output.output_type == "stream":
        text = output.text
    elif output.output_type == "error":
        text = "\n".join(output.traceback)
    else:
        text = output.data.get("text/plain", "")
    for line in text.rstrip().splitlines():
        print(f"  {GREY}│{PLAIN} {line}")
    sys.stdout.flush()


async def run(path: Path) -> None:
    """Runs all cells."""
    notebook = nbformat.read(path, as_version=4)
    numbers = iter(range(1, 1000))
    async with demo_kernel(notebook, path.parent, os.environ) as client:
        for index, cell in enumerate(notebook.cells):
            show_source(cell, next(numbers) if cell.cell_type == "code" else 0)
            if cell.cell_type == "code":
                try:
                    await client.async_execute_cell(cell, index)
                finally:
                    for output in cell.outputs:
                        show_output(output)


def main() -> int:
    """Runs the notebook that the command line names."""
    path = Path(sys.argv[1])
    try:
        asyncio.run(run(path))
    except CellExecutionError:
        print("\nThe cell above failed.", file=sys.stderr)
        return 1
    lab = Path(sys.executable).with_name("jupyter-lab")
    shown = os.path.relpath(lab) if lab.exists() else "jupyter-lab"
    print(f"\n{BOLD}That was {path.name}. Open it in JupyterLab and go on from there:{PLAIN}\n\n    {shown} {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
