"""The options that run a part of a flow: the same for `%%flow` and `%flow run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.notebook.argument import FLAG, PAIRS, Argument
from wavetank.notebook.pairs import read_pairs

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

TO = Argument(
    "--to",
    "Run up to this task, and take over what earlier executions left of tasks before it that did not change.",
    "flow_task",
    {"metavar": "TASK"},
)
WITH = Argument(
    "--with",
    "Put a variable in the place of a task, as TASK=VARIABLE; repeatable. A map is its outputs, a DataFrame its rows.",
    "stand_in",
    {"action": "append", "default": [], "metavar": "TASK=VARIABLE", "dest": "given"},
)
FRESH = Argument("--fresh", "With --to: take nothing over, run every task.", options=FLAG)
INPUT = Argument("--input", "An input; repeatable.", "input", PAIRS, short="-i")


def part_of(options: Namespace, variables: Mapping[str, Any]) -> dict[str, Any]:
    """
    Returns the arguments of `engine.run` that the options mean.

    Raises:
        ValueError: There is no such variable, or an option is not of the form that it must have.
    """
    if options.fresh and not options.to:
        raise ValueError("--fresh belongs to --to: a whole run takes nothing over anyway.")
    given = {task: variable_of(name, variables) for task, name in read_pairs(options.given).items()}
    return {"to": options.to, "given": given, "reuse": not options.fresh}


def variable_of(name: str, variables: Mapping[str, Any]) -> Any:
    """
    Returns the value of a variable of the notebook.

    Raises:
        ValueError: There is none of this name.
    """
    if name not in variables:
        raise ValueError(f"there is no variable {name} in the notebook.")
    return variables[name]
