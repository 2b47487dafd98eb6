"""Ten thousand executions in a card, and a burst of events: what a person waits for, measured in the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .flow_card import FlowCard

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

FLOW = """%%flow
id: FLOW
namespace: lab
tasks:
  - {id: answer, type: io.kestra.plugin.core.debug.Return, format: "{{ 1 }}"}
"""
WIDE = """%%flow
id: FLOW
namespace: lab
inputs:
  - {id: rows, type: STRING}
tasks:
  - {id: rows, type: io.kestra.plugin.core.storage.Write, content: "{{ inputs.rows }}", extension: .csv}
"""
ROWS = """lines = ["number,text,city"] + [f"{n},name {n} of many,city {n % 97}" for n in range(20_000)]
engine.run(flow, {"rows": chr(10).join(lines)});"""
LOADING = "%load_ext wavetank\nimport asyncio, wavetank as wt\nengine, flow = wt.get_engine(), 'lab.FLOW'"
MANY = """runtime = engine.runtime
async def many(count):
    for start in range(0, count, 500):
        numbers = range(start, start + 500)
        ids = await asyncio.gather(*(runtime.launches.create(flow, {}, {"number": str(number)}) for number in numbers))
        await asyncio.gather(*(runtime.conductor.ended(each) for each in ids))
engine.portal.call(many, 10_000)"""
# Rows that change as fast as 5,000 events a second would change them, each twice: begun, and ended.
BURST = """import msgspec, threading
from wavetank.ids import new_id
from wavetank.model.state import State
[known] = [each.listed for each in engine.executions(flow, limit=1)]
listeners = engine.runtime.journal._listeners
burst = {"rows": 0, "late": 0.0, "going": True}
async def rain(seconds=8, each_second=5000):
    loop = asyncio.get_running_loop()
    begun = loop.time()
    turns = 100
    for turn in range(int(seconds * turns)):
        due = begun + turn / turns
        await asyncio.sleep(max(due - loop.time(), 0))
        burst["late"] = max(burst["late"], loop.time() - due)
        now = engine.runtime.surroundings.clock.now()
        fresh = [msgspec.structs.replace(known, id=new_id(), state=State.RUNNING, created=now, ended=None)
                 for _ in range(each_second // turns)]
        ended = [msgspec.structs.replace(row, state=State.SUCCESS, ended=now) for row in fresh]
        for listener in tuple(listeners):
            listener(fresh)
            listener(ended)
        burst["rows"] += len(fresh)
    burst["going"] = False
raining = engine.portal.begin(rain)"""

FIRST_ROWS = """() => {
    const [begun] = performance.getEntriesByName('wavetank:render').slice(-1);
    const rows = performance.getEntriesByName('wavetank:rows').filter(mark => mark.startTime >= begun.startTime);
    return rows.map(mark => [mark.startTime - begun.startTime, mark.detail]);
}"""
# Frames while something is done: the longest time from one to the next, and what the page itself computed.
WATCH_FRAMES = """() => {
    const seen = window.seen = {gaps: [], tasks: [], going: true};
    let last = performance.now();
    const frame = now => {
        seen.gaps.push(now - last);
        last = now;
        if (seen.going) requestAnimationFrame(frame);
    };
    requestAnimationFrame(now => { last = now; requestAnimationFrame(frame); });
    new PerformanceObserver(list => seen.tasks.push(...list.getEntries().map(entry => entry.duration)))
        .observe({type: 'longtask'});
}"""
FRAMES = """() => {
    window.seen.going = false;
    const gaps = window.seen.gaps.sort((one, other) => one - other);
    return {count: gaps.length, p99: gaps[Math.floor(gaps.length * 0.99)], longest: gaps[gaps.length - 1],
            stalls: gaps.filter(gap => gap > 100).length, tasks: window.seen.tasks};
}"""
SCROLL = """async grid => {
    for (let step = 0; step <= 60; step++) {
        grid.scrollTop = grid.scrollHeight * step / 60;
        await new Promise(requestAnimationFrame);
    }
}"""
TYPE = """async field => {
    for (const text of ['s', 'su', 'suc', 'succ', 'success number:42', 'number:4242', 'nothing like it', '']) {
        field.value = text;
        field.dispatchEvent(new Event('input', {bubbles: true}));
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
    }
}"""
# The machine does other things, too: what can be done in time once can be done in time.
ATTEMPTS = 3


@pytest.fixture
def card(open_notebook, request):
    flow_id = request.node.originalname.removeprefix("test_").partition("_of")[0]
    cells = [LOADING, FLOW, MANY, FLOW + "# again\n", BURST, "1 + 1", "raining.result(); burst"]
    notebook = open_notebook([cell.replace("FLOW", flow_id) for cell in cells])
    for index in range(3):
        notebook.run_cell(index)
    return notebook, FlowCard(notebook, 3, f"lab.{flow_id}")


def test_ten_thousand_executions_are_there_at_once_and_scroll_and_filter_without_a_stall(card):
    notebook, card = card
    page = notebook.page
    grid = card.element.get_by_role("grid", name="Executions")
    seen = []
    for _ in range(ATTEMPTS):
        notebook.run_cell(3)
        expect(grid).to_have_attribute("aria-rowcount", "10000")
        seen.append(page.evaluate(FIRST_ROWS))
    rows = min(seen, key=lambda rows: rows[0][0])
    print(f"\nfirst rows after {rows[0][0]:.0f} ms, all {rows[-1][1]} after {rows[-1][0]:.0f} ms")
    assert rows[0][0] <= 300
    assert rows[-1][1] == 10_000

    field = card.element.get_by_label("Filter executions by text")
    for name, work, place in (("scroll", SCROLL, grid), ("filter", TYPE, field)):
        seen = []
        for _ in range(ATTEMPTS):
            page.evaluate(WATCH_FRAMES)
            place.evaluate(work)
            seen.append(page.evaluate(FRAMES))
        best = min(seen, key=lambda frames: frames["longest"])
        print(f"{name}: {best['count']} frames, p99 {best['p99']:.0f} ms, longest {best['longest']:.0f} ms")
        assert best["longest"] <= 100
    expect(card.element.locator(".wt-toolbar")).to_contain_text("10,000")


def test_twenty_thousand_rows_of_a_file_open_sort_and_filter_without_a_stall(open_notebook):
    flow = WIDE.replace("FLOW", "wide")
    notebook = open_notebook([LOADING.replace("FLOW", "wide"), flow, ROWS])
    for index in range(3):
        notebook.run_cell(index)
    card = FlowCard(notebook, 1, "lab.wide")
    card.executions.first.click()
    card.tab("Outputs").click()
    notebook.page.evaluate(WATCH_FRAMES)
    card.pane.get_by_role("button", name="Preview").click()
    table = card.pane.locator(".wt-table")
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", "20000")
    table.get_by_role("button", name="text", exact=True).click()
    expect(table.locator(".wt-grid-row").first).to_contain_text("name 0")
    table.get_by_role("searchbox").fill("city 42")
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", "206")
    table.get_by_role("searchbox").fill("")
    table.get_by_role("grid").evaluate(SCROLL)
    frames = notebook.page.evaluate(FRAMES)
    print(f"\n20,000 rows of a file: longest task of the page {max(frames['tasks'], default=0):.0f} ms")
    assert frames["p99"] <= 100


def test_burst_of_five_thousand_events_a_second_leaves_page_and_cells_quick(card):
    notebook, card = card
    page = notebook.page
    notebook.run_cell(3)
    grid = card.element.get_by_role("grid", name="Executions")
    expect(grid).to_have_attribute("aria-rowcount", "10000")
    notebook.run_cell(4)
    page.evaluate(WATCH_FRAMES)
    took = []
    for _ in range(10):
        begun = page.evaluate("performance.now()")
        notebook.run_cell(5)
        took.append(page.evaluate("performance.now()") - begun)
    notebook.run_cell(6)
    frames = page.evaluate(FRAMES)
    expect(grid).to_have_attribute("aria-rowcount", "20000")
    print(
        f"\nburst: cells took {sorted(took)[5]:.0f} ms (median), {max(took):.0f} ms at most; {frames['count']} frames, "
        f"p99 {frames['p99']:.0f} ms, longest {frames['longest']:.0f} ms, {frames['stalls']} over 100 ms"
    )
    assert sorted(took)[5] < 500
    assert frames["p99"] <= 100
    expect(notebook.output(6)).to_contain_text("'rows': 40000")
