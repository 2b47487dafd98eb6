from __future__ import annotations

import os
import shlex
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import anyio.to_thread

from wavetank.errors import TaskError
from wavetank.model.property import Property
from wavetank.plugins.scripts.python.dependencies import Dependencies
from wavetank.plugins.scripts.script_task import ScriptTask, value_of
from wavetank.plugins.scripts.workplace import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.task_runner import TaskRunner
    from wavetank.plugins.scripts.workplace import Workplace

COMPANION = Path(__file__).parent / "companion"
_ALWAYS = {"PYTHONUNBUFFERED": "true", "PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
_PACKAGES = "packages"


class PackageManager(StrEnum):
    """What installs `dependencies`."""

    UV = "UV"
    PIP = "PIP"


class PythonTask(ScriptTask):
    """
    What the Python tasks have beside other script tasks (language reference, section 10.4).

    As a process of this machine, Python is the one that this engine runs in: what is installed for a notebook is there
    for its scripts. `from kestra import Kestra` works without a package of that name.

    Attributes:
        dependencies: What is installed for the task, beside what is there, as pip reads it.
        python_version: A Python of this machine, as `3.12`; in a container the image decides.
        package_manager: UV is used where it is installed, pip otherwise.
        dependency_cache_enabled: What was installed once is there for the next task with the same dependencies.
        uv_auto_install_enabled: Kept for the server, as the two that follow: uv is never installed here.
    """

    image: ClassVar[str] = "python:3.13-slim"

    dependencies: Texts = ()
    python_version: Property[str] | None = None
    package_manager: Property[PackageManager] | None = None
    dependency_cache_enabled: Property[bool] | None = None
    uv_auto_install_enabled: Property[bool] | None = None
    uv_installer_version: Property[str] | None = None
    uv_installer_sha256: Property[str] | None = None

    def before(self, place: Workplace, *, is_local: bool) -> list[str]:
        """Returns what comes before the commands; in a container its own pip installs the dependencies."""
        written = super().before(place, is_local=is_local)
        wanted = place.texts(self.dependencies)
        if is_local or not wanted:
            return written
        target = str(place.own_folder(_PACKAGES))
        return [shlex.join(("python", "-m", "pip", "install", "--quiet", "--target", target, *wanted)), *written]

    def program(self, place: Workplace, *, is_local: bool) -> str:
        """Returns what runs a script, as a shell reads it: the Python that `beforeCommands` may have activated."""
        if not is_local:
            return "python"
        python = self._python(place)
        return shlex.quote(str(python) if not self.before_commands else python.name)

    async def environment(self, own: Mapping[str, str], place: Workplace, runner: TaskRunner) -> Mapping[str, str]:
        """Returns the environment of Python, with the dependencies in it."""
        if not runner.is_local(place.context):
            companion = place.own_folder("companion")
            await anyio.to_thread.run_sync(shutil.copytree, COMPANION, companion)
            path = _joined(place.own_folder(_PACKAGES), own.get("PYTHONPATH"), companion)
            return {**_ALWAYS, **own, "PYTHONPATH": path}
        python, wanted = self._python(place), place.texts(self.dependencies)
        packages = await self._dependencies(python, wanted, place).folder(place, runner) if wanted else None
        inherited = own.get("PYTHONPATH", os.environ.get("PYTHONPATH"))
        path = _with(python, own.get("PATH", os.environ.get("PATH", os.defpath)))
        return {**_ALWAYS, **own, "PATH": path, "PYTHONPATH": _joined(packages, inherited, COMPANION)}

    def _dependencies(self, python: Path, wanted: list[str], place: Workplace) -> Dependencies:
        manager = value_of(place.context, self.package_manager, default=PackageManager.UV)
        cached = value_of(place.context, self.dependency_cache_enabled, default=True)
        return Dependencies(python, wanted, prefers_uv=manager is PackageManager.UV, is_cached=cached)

    def _python(self, place: Workplace) -> Path:
        version = value_of(place.context, self.python_version, default="")
        running = ".".join(map(str, sys.version_info[:3]))
        if not version or f"{running}.".startswith(f"{version}."):
            return Path(sys.executable)
        found = shutil.which(f"python{version}")
        if found is None:
            raise TaskError(
                f"There is no Python {version} here; this engine runs in {running}.",
                remedy=f"Install it so that `python{version}` is found, or remove `pythonVersion`.",
            )
        return Path(found)


def _with(python: Path, path: str) -> str:
    """Returns a search path on which the name of a Python is that Python."""
    if shutil.which(python.name, path=path) == str(python):
        return path
    return f"{python.parent}{os.pathsep}{path}"


def _joined(*places: str | Path | None) -> str:
    return os.pathsep.join(str(place) for place in places if place)
