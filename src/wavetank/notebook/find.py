"""From what people type to the flow, trigger or execution that they mean."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from wavetank.errors import NotFoundError
from wavetank.model.state import State
from wavetank.notebook.asked_by import asked_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.model.flow import Flow
    from wavetank.model.input import Input

LAST = "last"
SEARCHED = 1000


def find_flow(engine: Engine, name: str) -> Flow:
    """
    Returns the flow with this key, or with this id if only one has it.

    Raises:
        NotFoundError: There is none, or the id is that of several.
    """
    flows = engine.flows
    if name in flows:
        return flows[name]
    same_id = [flow for flow in flows.values() if flow.id == name]
    if len(same_id) == 1:
        return same_id[0]
    if same_id:
        keys = ", ".join(flow.key for flow in same_id)
        raise NotFoundError(f"Several flows have the id {name}.", remedy=f"Name one of them: {keys}.")
    known = [*flows, *(flow.id for flow in flows.values())]
    raise NotFoundError(f"There is no flow {name}.", remedy=did_you_mean(name, known) or _there_are(flows))


def find_trigger(flow: Flow, name: str) -> str:
    """
    Returns the id of a trigger of a flow.

    Raises:
        NotFoundError: There is none of this name.
    """
    known = [trigger.id for trigger in flow.triggers]
    if name not in known:
        remedy = did_you_mean(name, known) or _there_are(known)
        raise NotFoundError(f"Flow {flow.key} has no trigger {name}.", remedy=remedy)
    return name


def check_inputs(flow: Flow, names: Iterable[str]) -> None:
    """
    Looks whether a flow has inputs of these names: what is typed amiss would be dropped in silence.

    Raises:
        NotFoundError: It has none of a name.
    """
    _check_names(f"Flow {flow.key}", flow.inputs, names)


def check_answers(engine: Engine, execution: Execution, names: Iterable[str]) -> None:
    """
    Looks whether the Pause of an execution asks for inputs of these names, as `check_inputs` does of a flow.

    Raises:
        NotFoundError: It does not ask for one.
    """
    if execution.state is State.PAUSED:
        _check_names(f"The Pause of execution {execution.id}", asked_by(engine, execution.id), names)


def _check_names(owner: str, declared: Iterable[Input], names: Iterable[str]) -> None:
    """
    Looks whether there are inputs of these names.

    Raises:
        NotFoundError: The `owner`, who is named, has none of a name.
    """
    known = [each.id for each in declared]
    for name in names:
        # `a` stands for all of `a.b` and `a.c`.
        if not any(name == each or each.startswith(f"{name}.") for each in known):
            remedy = did_you_mean(name, known) or (_there_are(known) if known else "It takes none.")
            raise NotFoundError(f"{owner} has no input {name}.", remedy=remedy)


def find_execution(engine: Engine, name: str) -> Execution:
    """
    Returns the execution with this id or beginning of an id, the newest one of this flow, or for `last` the newest.

    Raises:
        NotFoundError: There is none, or several begin like this.
    """
    flow = None if name == LAST else next((flow for flow in engine.flows.values() if name in (flow.key, flow.id)), None)
    if flow is not None or name == LAST:
        newest = engine.executions(flow=find_flow(engine, name).key if flow else None, limit=1)
        if newest:
            return newest[0]
        raise NotFoundError(f"There is no execution{f' of {name}' if flow else ''} yet.")
    begun = [execution for execution in engine.executions(limit=SEARCHED) if execution.id.startswith(name)]
    if len(begun) > 1:
        raise NotFoundError(f"The ids of {len(begun)} executions begin with {name}.", remedy="Give more of it.")
    # An id that is not among the newest is still found whole.
    return begun[0] if begun else engine.execution(name)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Returns a question with the names that are close, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _there_are(known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"There are: {names}." if names else "There are none yet."
