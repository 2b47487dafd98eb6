from __future__ import annotations

import os
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from nbclient import NotebookClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    import nbformat


@asynccontextmanager
async def demo_kernel(
    notebook: nbformat.NotebookNode, folder: Path, environment: Mapping[str, str]
) -> AsyncIterator[NotebookClient]:
    """
    A real kernel for one notebook, with a home of its own that goes with it.

    Args:
        notebook: Takes the outputs.
        folder: Where the kernel works: the notebook's folder, as in JupyterLab.
        environment: The kernel's.
    """
    with TemporaryDirectory(prefix="wavetank-") as place:
        client = NotebookClient(
            notebook, timeout=120, store_widget_state=False, resources={"metadata": {"path": str(folder)}}
        )
        if os.name == "posix":
            # Over TCP the kernel warns that others on this machine may listen. The sockets need an absolute place,
            # because the kernel works in another folder than this process.
            client.create_kernel_manager().transport = "ipc"
            client.km.ip = str(Path(place) / "kernel")
        home = str(Path(place) / ".wavetank")
        own = {"WAVETANK_HOME": home, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        async with client.async_setup_kernel(env={**environment, **own}):
            yield client
