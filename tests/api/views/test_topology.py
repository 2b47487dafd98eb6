from __future__ import annotations

import re

import pytest

from wavetank.api.views.topology import topology_html
from wavetank.api.views.topology_tree import tree_of
from wavetank.dialect.read import read_flow
from wavetank.plugins.catalogue import built_in


def flow_of(tasks, more=""):
    return read_flow(f"id: f\nnamespace: n\ntasks:\n{tasks}{more}", built_in())


def log(name, indent=2):
    return f"{' ' * indent}- {{id: {name}, type: io.kestra.plugin.core.log.Log, message: m}}\n"


def flowable(name, kind, body):
    return f"  - id: {name}\n    type: io.kestra.plugin.core.flow.{kind}\n{body}"


def drawn(flow):
    """The boxes of tasks by id, placed, and the arrows between them."""
    root = tree_of(flow)
    root.measure()
    root.place(0, 0)
    boxes, waiting = {}, [root]
    while waiting:
        box = waiting.pop()
        boxes.setdefault(box.key, box)
        waiting += box.children
    return boxes, [(start.key, end.key) for start, end in root.edges()]


def test_tasks_that_follow_one_another_stand_in_a_row_with_arrows():
    boxes, arrows = drawn(flow_of(log("a") + log("b") + log("c")))
    assert boxes["a"].x < boxes["b"].x < boxes["c"].x
    assert boxes["a"].y == boxes["b"].y
    assert arrows == [("a", "b"), ("b", "c")]


def test_a_long_row_goes_on_in_the_next_line():
    boxes, arrows = drawn(flow_of("".join(log(f"t{number}") for number in range(12))))
    assert boxes["t11"].y > boxes["t0"].y
    assert boxes["flow"].width < 1000
    assert len(arrows) == 11


def test_parallel_tasks_stand_below_each_other_inside_their_frame():
    boxes, arrows = drawn(flow_of(flowable("p", "Parallel", "    tasks:\n" + log("a", 6) + log("b", 6))))
    frame, a, b = boxes["p"], boxes["a"], boxes["b"]
    assert a.x == b.x
    assert a.y + a.height < b.y
    assert frame.x < a.x
    assert b.y + b.height < frame.y + frame.height
    assert arrows == []


def test_tasks_of_a_dag_stand_behind_what_they_depend_on():
    body = "    tasks:\n"
    for name, needs in (("a", ""), ("b", "[a]"), ("c", "[a]"), ("d", "[b, c]")):
        body += f"      - task: {{id: {name}, type: io.kestra.plugin.core.log.Log, message: m}}\n"
        body += f"        dependsOn: {needs}\n" if needs else ""
    boxes, arrows = drawn(flow_of(flowable("dag", "Dag", body)))
    assert boxes["a"].x < boxes["b"].x == boxes["c"].x < boxes["d"].x
    assert set(arrows) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")}


@pytest.mark.parametrize(
    ("kind", "body", "lanes"),
    [
        ("If", '    condition: "x"\n    then:\n{a}    else:\n{b}', ("then", "else")),
        ("Switch", '    value: "x"\n    cases:\n      one:\n{a}    defaults:\n{b}', ("one", "defaults")),
    ],
)
def test_each_branch_has_a_frame_with_its_name(kind, body, lanes):
    boxes, _ = drawn(flow_of(flowable("x", kind, body.format(a=log("a", 6), b=log("b", 6)))))
    assert {f"x-{lane}" for lane in lanes} <= set(boxes)


def test_errors_and_finally_stand_below_the_tasks():
    boxes, _ = drawn(flow_of(log("a"), f"errors:\n{log('e')}finally:\n{log('z')}"))
    assert boxes["a"].y < boxes["e"].y < boxes["z"].y


def test_a_picture_tells_states_to_the_eye_and_to_a_screen_reader():
    markup = topology_html(flow_of(log("a") + log("b")), {"a": "FAILED"})
    assert re.search(r'data-task="a" data-state="FAILED"', markup)
    assert 'role="img"' in markup
    assert "a FAILED, b not reached" in markup


def test_a_flow_of_very_many_tasks_is_counted_and_not_drawn():
    assert topology_html(flow_of("".join(log(f"t{number}") for number in range(200))), {}).startswith(
        '<div class="wt-quiet">200 tasks'
    )
