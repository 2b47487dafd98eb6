"""The module of the widget by itself, in a page with a kernel that is made up: what it asks, shows and keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

import wavetank

pytestmark = pytest.mark.browser

MODULE = Path(wavetank.__file__).parent / "notebook" / "widgets" / "static" / "wavetank.js"
STYLE = MODULE.with_name("live.css")
EVIL = "<img src=x onerror=window.harm=1>"

# A model as anywidget gives it; what the page asks is kept, and the test answers.
KERNEL = """async source => {
    const address = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
    const widget = (await import(address)).default;
    const listeners = {};
    const encode = content => new DataView(new TextEncoder().encode(JSON.stringify(content)).buffer);
    let number = 0;
    window.asked = [];
    window.tell = (event, ...values) => (listeners[event] ?? []).forEach(listener => listener(...values));
    window.answer = (method, said) => {
        const [request] = window.asked.filter(each => each.method === method).slice(-1);
        window.tell('msg:custom', {answer: request.id}, [encode(said)]);
    };
    window.push = (push, content, skipped = 0) => {
        number += 1 + skipped;
        window.tell('msg:custom', {push, number}, [encode(content)]);
    };
    const model = {
        get: name => ({kind: 'flow', html: '<div>the picture that was kept</div>'})[name],
        on: (event, listener) => (listeners[event] ??= []).push(listener),
        off: (event, listener) => { listeners[event] = listeners[event].filter(each => each !== listener); },
        send: content => window.asked.push(content)
    };
    window.close_view = widget.render({model, el: document.getElementById('output')});
}"""
COUNT = "method => window.asked.filter(each => each.method === method).length"


def picture(body="", note="a note"):
    return (
        f'<div data-flow="lab.f"><div data-key="head">f <button data-action="run">Run</button></div>'
        f'<div data-key="notes">{note}</div>{body}</div>'
    )


def a_row(number, state="SUCCESS", version=1, **fields):
    created = 1_700_000_000_000 + number * 1000
    known = {
        "id": f"e{number}",
        "state": state,
        "created": created,
        "ended": created + 500 * number if state != "RUNNING" else None,
        "trigger": "hook",
        "revision": 1,
        "labels": "",
        "error": "",
        "done": 0,
        "whole": 0,
    }
    return [*(known | fields).values(), version]


@pytest.fixture
def view(chromium):
    """An empty page in which the card of a flow has just asked for its content."""
    page = chromium.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.set_content(f"<style>{STYLE.read_text()}</style><div id=output></div>")
    page.evaluate(KERNEL, MODULE.read_text())
    yield page
    page.close()
    assert errors == []


@pytest.fixture
def answered(view):
    """A card that was answered, with these rows."""

    def answer(*rows, body=""):
        view.evaluate("said => answer('open', said)", {"result": {"html": picture(body), "rows": list(rows)}})
        return view

    return answer


def push(view, name, content, skipped=0):
    view.evaluate("([name, content, skipped]) => push(name, content, skipped)", [name, content, skipped])


def shown(view):
    """The ids of the rows in sight, from the top; rows are drawn in the next frame."""
    view.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    rows = view.locator(".wt-grid-row:visible").all()
    placed = {int(row.get_attribute("aria-rowindex")): row.get_attribute("data-row") for row in rows}
    return [placed[index] for index in sorted(placed)]


def test_until_the_kernel_answers_the_kept_picture_is_shown_and_the_waiting_is_told(view, answered):
    expect(view.get_by_text("the picture that was kept")).to_be_visible()
    notice = view.get_by_role("status").filter(has_text="The kernel has not answered")
    expect(notice).to_be_visible()
    answered()
    expect(notice).to_be_hidden()
    expect(view.get_by_text("the picture that was kept")).to_have_count(0)


def test_after_a_lost_message_everything_is_asked_for_anew(view, answered):
    answered(a_row(1))
    push(view, "rows", {"rows": [a_row(2)]})
    assert view.evaluate(COUNT, "open") == 1
    push(view, "rows", {"rows": [a_row(4)]}, skipped=1)
    assert view.evaluate(COUNT, "open") == 2


def test_a_kernel_that_is_gone_is_told_and_its_buttons_are_off(view, answered):
    answered()
    view.evaluate("tell('comm_live_update')")
    expect(view.get_by_text("The kernel is gone")).to_be_visible()
    expect(view.get_by_role("button", name="Run")).to_be_disabled()


def test_an_update_touches_only_what_differs(view, answered):
    answered(body='<form data-key="form"><textarea>begin</textarea></form>')
    field = view.locator("textarea")
    field.fill("typed by hand")
    view.evaluate("window.held = document.querySelector('[data-key=head]')")
    push(view, "card", {"html": picture('<form data-key="form"><textarea>begin</textarea></form>', "another note")})
    expect(view.get_by_text("another note")).to_be_visible()
    expect(field).to_have_value("typed by hand")
    expect(field).to_be_focused()
    assert view.evaluate("window.held === document.querySelector('[data-key=head]')")


def test_rows_stand_newest_first_and_an_older_version_never_wins(view, answered):
    answered(a_row(1), a_row(2, "SUCCESS", version=5))
    push(view, "rows", {"rows": [a_row(3), a_row(2, "RUNNING", version=4)]})
    assert shown(view) == ["e3", "e2", "e1"]
    expect(view.get_by_role("button", name="SUCCESS 3")).to_be_visible()


def test_rows_are_filtered_by_words_and_states(view, answered):
    answered(
        a_row(1, "FAILED", error="No such table"),
        a_row(2, labels="team:blue"),
        a_row(3, "RUNNING", trigger=""),
    )
    search = view.get_by_label("Filter executions by text")
    for text, expected in (
        ("table NO", ["e1"]),
        ("team:blue", ["e2"]),
        ("hand", ["e3"]),
        ("", ["e3", "e2", "e1"]),
    ):
        search.fill(text)
        assert shown(view) == expected
    view.get_by_role("button", name="FAILED 1").click()
    view.get_by_role("button", name="RUNNING 1").click()
    assert shown(view) == ["e3", "e1"]
    expect(view.get_by_role("button", name="FAILED 1")).to_have_attribute("aria-pressed", "true")


def test_rows_are_sorted_by_a_column_there_and_back(view, answered):
    answered(a_row(3), a_row(1), a_row(2))
    header = view.get_by_role("columnheader", name="took")
    for direction, expected in (("ascending", ["e1", "e2", "e3"]), ("descending", ["e3", "e2", "e1"])):
        header.get_by_role("button").click()
        assert shown(view) == expected
        expect(header).to_have_attribute("aria-sort", direction)


def test_ten_thousand_rows_take_few_elements(view, answered):
    answered(*(a_row(number) for number in range(10_000)))
    grid = view.get_by_role("grid", name="Executions")
    expect(grid).to_have_attribute("aria-rowcount", "10000")
    assert view.locator(".wt-grid-row").count() < 60
    grid.focus()
    view.keyboard.press("End")
    expect(view.locator("[data-row=e0]")).to_be_visible()
    assert view.locator(".wt-grid-row").count() < 60


def test_what_came_from_outside_is_shown_as_text(view, answered):
    answered(a_row(1, "FAILED", id=EVIL, trigger=EVIL, labels=EVIL, error=EVIL))
    view.locator(".wt-grid-row").first.click()
    push(view, "logs", {"view": "x", "id": EVIL, "rows": []})
    assert view.locator("img").count() == 0
    assert view.evaluate("window.harm") is None


def test_a_refusal_stands_in_words_on_the_card(view, answered):
    answered()
    view.get_by_role("button", name="Run").click()
    view.evaluate("answer('run', {error: {cause: 'It is disabled.', remedy: 'Enable it.', fields: {}}})")
    expect(view.get_by_role("alert").filter(has_text="It is disabled. Enable it.")).to_be_visible()
    expect(view.get_by_role("button", name="Run")).to_be_enabled()


def test_a_closed_view_asks_and_listens_no_more(view, answered):
    answered(a_row(1))
    view.evaluate("close_view()")
    push(view, "rows", {"rows": [a_row(2)]})
    push(view, "rows", {"rows": [a_row(3)]}, skipped=3)
    assert view.evaluate(COUNT, "open") == 1


def test_keys_stay_in_the_card(view, answered):
    answered(a_row(1))
    view.evaluate("document.addEventListener('keydown', () => { window.heard = true; })")
    view.get_by_role("grid", name="Executions").focus()
    view.keyboard.press("a")
    assert view.evaluate("window.heard") is None
