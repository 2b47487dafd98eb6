"""The graph of a flow: every block between a beginning and an end, loops with their rounds, subflows on demand."""

from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.model.flow_graph import NodeKind
from wavetank.model.outline import Relation

CORE = "io.kestra.plugin.core"


def work(task_id):
    return f"{{id: {task_id}, type: {CORE}.debug.Return, format: x}}"


def text(tasks, flow_id="f", more=""):
    return f"id: {flow_id}\nnamespace: n\ntasks: [{', '.join(tasks)}]\n{more}"


def block(task_id, kind, properties):
    return f"{{id: {task_id}, type: {CORE}.flow.{kind}, {properties}}}"


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


def edges(graph, relation=None):
    found = [edge for edge in graph.edges if relation in (None, edge.relation)]
    return [(edge.source.removeprefix("root"), edge.target.removeprefix("root")) for edge in found]


def test_tasks_follow_each_other_between_a_beginning_and_an_end(engine):
    graph = engine.deploy(text([work("a"), work("b")])).graph()
    assert edges(graph) == [(":root", ".a"), (".a", ".b"), (".b", ":end")]
    assert [node.kind for node in graph.nodes] == [NodeKind.ROOT, NodeKind.END, NodeKind.TASK, NodeKind.TASK]
    assert not graph.clusters


def test_a_block_is_a_cluster_whose_task_leads_to_what_is_inside(engine):
    graph = engine.deploy(text([block("p", "Parallel", f"tasks: [{work('a')}, {work('b')}]")])).graph()
    assert edges(graph, Relation.PARALLEL) == [(".p", ".p.a"), (".p", ".p.b")]
    (cluster,) = graph.clusters
    assert (cluster.id, cluster.around) == ("root.p", ("root",))
    assert len(cluster.nodes) == 5


def test_tasks_of_a_dag_follow_those_that_they_depend_on(engine):
    nodes = f"{{task: {work('a')}}}, {{task: {work('b')}, dependsOn: [a]}}, {{task: {work('c')}, dependsOn: [a, b]}}"
    graph = engine.deploy(text([block("d", "Dag", f"tasks: [{nodes}]")])).graph()
    inside = {
        (source[-1], target[-1]) for source, target in edges(graph) if source[-1] in "abc" and target[-1] in "abc"
    }
    assert inside == {("a", "b"), ("a", "c"), ("b", "c")}
    assert [source[-1] for source, target in edges(graph) if target == ".d:end"] == ["c"]


def test_errors_finally_and_after_execution_have_their_place(engine):
    more = f"errors: [{work('e')}]\nfinally: [{work('f')}]\nafterExecution: [{work('r')}]"
    graph = engine.deploy(text([work("a")], more=more)).graph()
    assert set(edges(graph)) == {
        (":root", ".a"), (".a", ".f"), (":root", ".e"), (".e", ".f"), (".f", ":end"), (":end", ".r"),
    }  # fmt: skip
    assert edges(graph, Relation.ERROR) == [(":root", ".e")]


def test_a_choice_tells_which_case_leads_where(engine):
    graph = engine.deploy(
        text([block("i", "If", f"condition: 'true', then: [{work('a')}], else: [{work('b')}]")])
    ).graph()
    assert [edge.value for edge in graph.edges if edge.relation is Relation.CHOICE] == ["true", "false"]


def test_an_execution_shows_its_rounds_and_states(engine):
    flow = engine.deploy(text([block("e", "ForEach", f"values: [1, 2], tasks: [{work('a')}, {work('b')}]"), work("z")]))
    assert [node.part_id for node in flow.graph().nodes if node.part_id] == ["e", "a", "b", "z"]
    execution = engine.run("n.f")
    shown = [node for node in flow.graph(execution).nodes if node.part_id in "ab" and node.part_id]
    assert [(node.part_id, node.value, node.state.value) for node in shown] == [
        ("a", "1", "SUCCESS"), ("b", "1", "SUCCESS"), ("a", "2", "SUCCESS"), ("b", "2", "SUCCESS"),
    ]  # fmt: skip
    assert {node.run_id for node in shown} <= {run.id for run in execution.task_runs}


def test_triggers_lead_to_the_beginning(engine):
    trigger = f"triggers: [{{id: t, type: {CORE}.trigger.Schedule, cron: '0 0 1 1 *'}}]"
    graph = engine.deploy(text([work("a")], more=trigger)).graph()
    assert edges(graph)[:3] == [
        (".Triggers:root", ".Triggers.t"),
        (".Triggers.t", ".Triggers:end"),
        (".Triggers:end", ":root"),
    ]


SUBFLOW = f"{{id: sub, type: {CORE}.flow.Subflow, namespace: n, flowId: FLOW}}"


def test_a_subflow_is_drawn_with_what_is_inside_when_that_is_asked_for(engine):
    engine.deploy(text([work("inner")], "child"))
    flow = engine.deploy(text([block("s", "Sequential", f"tasks: [{SUBFLOW.replace('FLOW', 'child')}]")]))
    assert "root.s.sub" in {node.id for node in flow.graph().nodes}
    inside = {node.id for node in flow.graph(expand=["root.s.sub"]).nodes}
    assert {"root.s.sub", "root.s.sub.inner"} <= inside
    with pytest.raises(wt.NotFoundError, match=r"root\.sub"):
        flow.graph(expand=["root.sub"])


def test_a_subflow_that_is_named_by_an_expression_is_expanded_with_an_execution_only(engine):
    engine.deploy(text([work("inner")], "child"))
    named = SUBFLOW.replace("FLOW", "'{{ inputs.which }}'")
    flow = engine.deploy(text([named], more="inputs: [{id: which, type: STRING}]"))
    with pytest.raises(wt.StateError, match="'sub'"):
        flow.graph(expand=["root.sub"])
    execution = engine.run("n.f", {"which": "child"})
    assert "root.sub.inner" in {node.id for node in flow.graph(execution, expand=["root.sub"]).nodes}
    missing = engine.run("n.f", {"which": "nothing"})
    with pytest.raises(wt.NotFoundError, match="nothing"):
        flow.graph(missing, expand=["root.sub"])


@pytest.mark.parametrize(
    "properties",
    [
        ("Sequential", f"tasks: [{work('a')}]"),
        ("EachSequential", f"value: [1], tasks: [{work('a')}]"),
        ("EachParallel", f"value: [1], tasks: [{work('a')}]"),
        ("Switch", f"value: x, cases: {{x: [{work('a')}]}}, defaults: [{work('d')}]"),
        ("WorkingDirectory", f"tasks: [{work('a')}]"),
        ("LoopUntil", f"condition: 'true', tasks: [{work('a')}]"),
        ("Pause", "pauseDuration: PT1S"),
        ("AllowFailure", f"tasks: [{work('a')}], errors: [{work('e')}], finally: [{work('f')}]"),
        ("ForEachItem", "items: 'kestra:///x', namespace: n, flowId: g, batch: {rows: 1}"),
    ],
)
def test_every_block_is_drawn_in_one_piece(engine, properties):
    graph = engine.deploy(text([block("b", *properties), work("z")])).graph()
    names = {node.id for node in graph.nodes}
    assert len(names) == len(graph.nodes)
    reached, waiting = {"root:root"}, ["root:root"]
    while waiting:
        place = waiting.pop()
        new = {edge.target for edge in graph.edges if edge.source == place} - reached
        reached |= new
        waiting += new
    assert reached == names
