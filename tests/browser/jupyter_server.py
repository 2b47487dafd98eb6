from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = "wavetank-labextension"
QUIET_NOTIFICATIONS = {"fetchNews": "false", "checkForUpdates": False}
LAST_WORDS = "is running at:"
PATIENCE = 20


@dataclass(frozen=True)
class JupyterServer:
    """A running server: where its pages are, and the folder whose notebooks they open."""

    url: str
    notebooks: Path

    def address(self, notebook: str, front_end: str = "lab") -> str:
        """The page of a notebook, with no memory of what was open before; `front_end` is lab or notebook."""
        return f"{self.url}/lab/tree/{notebook}?reset" if front_end == "lab" else f"{self.url}/notebooks/{notebook}"

    def end_kernels(self) -> None:
        """Ends the kernels of all notebooks, also those that compute."""
        for session in httpx.get(f"{self.url}/api/sessions").raise_for_status().json():
            httpx.delete(f"{self.url}/api/sessions/{session['id']}", timeout=PATIENCE).raise_for_status()


@contextlib.contextmanager
def jupyter_server(folder: Path) -> Iterator[JupyterServer]:
    """A server that reads no setting of this machine's user and shows the extension as it is built in this tree."""
    server = JupyterServer(url=f"http://127.0.0.1:{free_port()}", notebooks=folder / "notebooks")
    server.notebooks.mkdir()
    command = [str(Path(sys.executable).with_name("jupyter-lab")), *options(server)]
    with subprocess.Popen(command, env=environment(folder), stderr=subprocess.PIPE, text=True) as process:
        try:
            drain = await_readiness(process)
            yield server
        finally:
            stop(process)
        drain.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def options(server: JupyterServer) -> list[str]:
    """The command line: on loopback and without a token, since it lives as long as the tests and serves them alone."""
    return [
        "--allow-root",
        "--no-browser",
        f"--ServerApp.port={server.url.rpartition(':')[2]}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={server.notebooks}",
        "--ServerApp.disable_check_xsrf=True",
        "--IdentityProvider.token=",
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
    ]


def environment(folder: Path) -> dict[str, str]:
    """The variables of the server and its kernels: every folder that Jupyter or IPython would look for at home."""
    settings = folder / "settings"
    own = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTER_PATH": lay_out_extension(folder / "tree"),
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "IPYTHONDIR": folder / "ipython",
        "PYTHONPATH": ROOT / "src",
    }
    notification = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    notification.parent.mkdir(parents=True)
    notification.write_text(json.dumps(QUIET_NOTIFICATIONS), encoding="utf-8")
    return os.environ | {name: str(path) for name, path in own.items()}


def lay_out_extension(folder: Path) -> Path:
    """Puts the built extension where an installed wheel would; Lab takes the first on its path."""
    place = folder / "labextensions" / EXTENSION
    shutil.copytree(ROOT / "src" / "wavetank" / "labextension", place)
    shutil.copy(ROOT / "labextension" / "install.json", place)
    return folder


def await_readiness(process: subprocess.Popen[str]) -> threading.Thread:
    """Reads the log up to the line that gives the address, then leaves the rest to a thread so that no pipe fills."""
    said = []
    for line in process.stderr:
        said.append(line)
        if LAST_WORDS in line:
            drain = threading.Thread(target=exhaust, args=(process.stderr,), daemon=True)
            drain.start()
            return drain
    message = f"Jupyter ended before it served a page:\n{''.join(said)}"
    raise RuntimeError(message)


def exhaust(log: IO[str]) -> None:
    for _ in log:
        pass


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
