from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.element import Html, element, together
from wavetank.api.views.input_form import described, form_row, input_form
from wavetank.api.views.task_run_table import label_of
from wavetank.api.views.task_states import after_end
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.api.views.cells import Mask
    from wavetank.api.views.shown_execution import Liveness, ShownExecution

_MOST_STARTS = 200
_FAILED = frozenset({State.FAILED, State.KILLED, State.WARNING, State.CANCELLED})


def actions(execution: ShownExecution, live: Liveness, mask: Mask = str) -> Html:
    """Returns what can be done with an execution: buttons, the progress of one that runs, the form of one that asks."""
    state = execution.state
    paused = state is State.PAUSED or bool(after_end(state, execution.task_runs))
    buttons = {
        "resume": "Resume" if paused and not live.asked else "",
        "pause": "Pause" if state is State.RUNNING else "",
        "kill": "" if state.terminated or state is State.KILLING else "Kill",
        "restart": "Restart" if state in _FAILED else "",
        "replay": "Replay" if state.terminated else "",
    }
    edited = element("button", "Replay with…", type="button", data_action="open_replay", aria_expanded="false")
    row = element(
        "div",
        *(element("button", name, type="button", data_action=action) for action, name in buttons.items() if name),
        edited if state.terminated and live.again else None,
        _progress(*live.progress) if not state.terminated else None,
        class_="wt-actions",
        data_key="actions",
    )
    form = None
    if paused and live.asked:
        form = input_form(live.asked, "resume", "Resume", key=f"resume-{execution.id}")
    return together([row, form, _replay_form(execution, live, mask) if state.terminated and live.again else None])


def _replay_form(execution: ShownExecution, live: Liveness, mask: Mask) -> Html:
    key = f"replay-{execution.id}"
    form = input_form(live.again, "replay", "Replay", key=key, first=_start_row(execution, mask, key))
    return element("div", form, data_key=key, data_panel="replay", hidden="")


def _start_row(execution: ShownExecution, mask: Mask, key: str) -> Html:
    place = f"wt-{key}:start"
    ended = [run for run in execution.task_runs if run.state.terminated]
    field = element(
        "select",
        element("option", "the beginning", value=""),
        *(element("option", label_of(run, mask), value=run.id) for run in ended[:_MOST_STARTS]),
        data_start="",
        **described(place),
    )
    return form_row("begin at", place, field, "a task: what does not come after it is taken over", ":start")


def _progress(done: int, whole: int) -> Html:
    told = f"{done} of {whole} tasks"
    bar = element("progress", value=done, max=max(whole, 1), aria_label=told)
    return together([bar, element("span", told, class_="wt-quiet")])
