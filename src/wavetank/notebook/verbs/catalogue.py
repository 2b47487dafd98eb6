"""Which verbs there are, in the order in which the help lists them."""

from __future__ import annotations

from wavetank.notebook.verbs import (
    backfill,
    check,
    df,
    diff,
    doctor,
    eval_,
    executions,
    export,
    fire,
    list_flows,
    logs,
    open_,
    operate,
    outputs,
    poll,
    run,
    show,
    triggers,
    upkeep,
    verdicts,
    why,
)

_BEGINNING = (list_flows, check, run, fire, poll, backfill)
_LOOKING = (executions, show, open_, logs, outputs, df, eval_, diff, triggers, verdicts, why)

VERBS = {
    verb.name: verb
    for verb in (
        *(module.VERB for module in (*_BEGINNING, *_LOOKING)),
        *operate.VERBS,
        *upkeep.VERBS,
        export.VERB,
        doctor.VERB,
    )
}
