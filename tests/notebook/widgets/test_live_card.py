from __future__ import annotations

from datetime import UTC, datetime

import wavetank as wt
from wavetank.api.views.flow_card import flow_card_html
from wavetank.notebook.widgets.live_card import LiveCard

FLOW = "id: f\nnamespace: n\ntasks: [{id: say, type: io.kestra.plugin.core.debug.Return}]\n"


def shown(engine):
    return flow_card_html(LiveCard(engine, engine.deploy(FLOW)).picture())


def test_a_card_tells_how_long_ago_by_a_clock_that_is_moved_by_hand(tmp_path):
    clock = wt.lab.VirtualClock(datetime(2025, 1, 6, 9, tzinfo=UTC))
    with wt.Engine(tmp_path, clock=clock) as engine:
        assert 'data-now="2025-01-06T09:00:00+00:00"' in shown(engine)


def test_a_trigger_that_was_paused_when_its_flow_was_deployed_can_be_resumed_on_the_card(engine):
    hook = "triggers: [{id: hook, type: io.kestra.plugin.core.trigger.Schedule, cron: '0 * * * *'}]\n"
    flow = engine.deploy(FLOW + hook, paused=True)
    assert 'data-action="resume_trigger"' in flow_card_html(LiveCard(engine, flow).picture())
    engine.resume_trigger("n.f", "hook")
    assert 'data-action="pause_trigger"' in flow_card_html(LiveCard(engine, flow).picture())


def test_a_page_goes_by_its_own_clock_where_the_engine_goes_by_that_of_the_machine(engine):
    assert "data-now" not in shown(engine)
