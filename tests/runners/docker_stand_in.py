"""
Stands in for the program `docker` where no engine is: a container is a folder, its command a process in it.

It knows the four commands that the runner calls, and notes each call in $DOCKER_NOTES. With $DOCKER_IS_DOWN it answers
as the real program does without an engine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

WITH_VALUE = ("--name", "--workdir", "--env", "--volume", "--entrypoint", "--pull", "--user", "--network", "--memory")


def create(place, arguments):
    options = [argument for argument in arguments if argument.startswith("--")]
    image, *argv = [argument for argument in arguments if not argument.startswith("--")]
    known = dict(option.partition("=")[::2] for option in options)
    names = [option.removeprefix("--env=") for option in options if option.startswith("--env=")]
    env = {name.partition("=")[0]: name.partition("=")[2] if "=" in name else os.environ[name] for name in names}
    folder = place / known["--name"]
    folder.mkdir()
    kept = {"image": image, "argv": argv, "env": env, "workdir": known["--workdir"]}
    folder.joinpath("container.json").write_text(json.dumps(kept))
    folder.joinpath("files").mkdir()


def cp(place, arguments):
    source, target = (
        str(place / path.partition(":")[0] / "files") if path.startswith("wavetank-") else path for path in arguments
    )
    shutil.copytree(source.removesuffix("/."), target, dirs_exist_ok=True)


def start(place, arguments):
    folder = place / arguments[-1]
    kept = json.loads(folder.joinpath("container.json").read_text())
    files = folder / "files"
    argv = [argument.replace(kept["workdir"], str(files)) for argument in kept["argv"]]
    env = {"PATH": os.environ["PATH"]} | {
        name: value.replace(kept["workdir"], str(files)) for name, value in kept["env"].items()
    }
    return subprocess.run(argv, cwd=files, env=env, check=False).returncode


def rm(place, arguments):
    shutil.rmtree(place / arguments[-1], ignore_errors=True)


def main():
    place, arguments = Path(os.environ["DOCKER_PLACE"]), sys.argv[1:]
    while arguments[0].startswith("--"):
        arguments.pop(0)
    with place.joinpath("notes").open("a") as notes:
        notes.write(json.dumps(sys.argv[1:]) + "\n")
    if "DOCKER_IS_DOWN" in os.environ:
        sys.exit("Cannot connect to the Docker daemon.")
    commands = {"create": create, "cp": cp, "start": start, "rm": rm}
    sys.exit(commands[arguments[0]](place, arguments[1:]) or 0)


if __name__ == "__main__":
    main()
