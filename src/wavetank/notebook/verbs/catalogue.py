"""Which verbs there are, in the order in which the help lists them."""

from __future__ import annotations

from wavetank.notebook.verbs import (
    df,
    doctor,
    eval_,
    executions,
    fire,
    list_flows,
    logs,
    operate,
    outputs,
    run,
    show,
    triggers,
    verdicts,
    why,
)

_LOOKING = (list_flows, run, fire, executions, show, logs, outputs, df, eval_, verdicts, why, triggers, doctor)

VERBS = {verb.name: verb for verb in (*(module.VERB for module in _LOOKING), *operate.VERBS)}
