"""Which verbs there are, in the order in which the help lists them."""

from __future__ import annotations

from wavetank.notebook.verbs import (
    df,
    eval_,
    executions,
    fire,
    list_flows,
    logs,
    outputs,
    run,
    show,
    triggers,
    verdicts,
    why,
)

VERBS = {
    module.VERB.name: module.VERB
    for module in (list_flows, run, fire, executions, show, logs, outputs, df, eval_, verdicts, why, triggers)
}
