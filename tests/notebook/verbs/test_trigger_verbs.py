from __future__ import annotations

import pytest

from wavetank.engine.watch import WatchState

DAILY = """\
id: daily
namespace: company.team
inputs: [{id: who, type: STRING, defaults: nobody}]
triggers:
  - {id: dates, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *", timezone: UTC}
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: "{{ trigger.date }} {{ inputs.who }}"}
"""


@pytest.fixture
def daily(run):
    run(f"%%flow --quiet\n{DAILY}")


@pytest.mark.usefixtures("daily")
def test_a_backfill_fires_the_dates_of_the_past(run, engine):
    trigger = run("%flow backfill daily dates 2025-01-01 2025-01-03T12:00:00Z -i who=Ada --label why=test").value
    assert trigger.id == "dates"
    for execution in (run("%flow executions daily").value or [])[:1]:
        execution.wait(10)
    engine.settle()
    made = engine.executions("company.team.daily")
    assert [execution.schedule_date.day for execution in made] == [3, 2, 1]
    assert {execution.labels["why"] for execution in made} == {"test"}
    assert {execution.inputs["who"] for execution in made} == {"Ada"}


@pytest.mark.usefixtures("daily")
def test_a_backfill_is_paused_and_cancelled(run, engine):
    engine.deploy(DAILY.replace("core.log.Log, message:", "core.flow.Sleep, duration: PT1H, description:"))
    run("%flow backfill daily dates 2025-01-01")
    run("%flow backfill daily dates --pause")
    watch = engine.runtime.supervisor.watch("company.team.daily", "dates")
    assert watch.stored.backfill.paused
    run("%flow backfill daily dates --resume")
    assert not watch.stored.backfill.paused
    run("%flow backfill daily dates --cancel")
    assert watch.stored.backfill is None
    run("%flow kill daily --all")


@pytest.mark.usefixtures("daily")
def test_a_schedule_is_evaluated_as_at_a_date(run):
    verdict = run("%flow poll daily dates 2025-01-01T06:00:00Z").value
    assert verdict.execution.schedule_date.isoformat() == "2025-01-01T06:00:00+00:00"
    assert run("%flow poll daily dates 2999-01-01").value.execution is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("backfill daily dates", "from when on?"),
        ("backfill daily dates yesterday", "no date"),
        ("backfill daily dates 2025-01-01 -i x", "not KEY=VALUE"),
        ("poll daily dates soon", "no date"),
    ],
)
@pytest.mark.usefixtures("daily")
def test_what_is_missing_is_complained_of(run, line, said):
    assert said in run(f"%flow {line}", ok=False).complained


def test_a_trigger_is_paused_and_resumed(run, engine, hooked):
    run(f"%%flow --quiet\n{hooked}")
    assert run("%flow pause hooked hook").value.state is WatchState.PAUSED
    assert engine.triggers["company.team.hooked", "hook"].disabled
    assert run("%flow resume hooked hook").value.state is WatchState.LISTENING
    assert "no trigger nothing" in run("%flow pause hooked nothing", ok=False).printed
