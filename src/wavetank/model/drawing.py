"""Draws the graph of a flow, as Kestra's topology view shows it: each block between a beginning and an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from wavetank.abc.flowable_task import FlowableTask
from wavetank.errors import NotFoundError, StateError
from wavetank.model.flow_graph import FlowGraph, GraphCluster, GraphEdge, GraphNode, NodeKind
from wavetank.model.outline import Relation
from wavetank.model.property import has_expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wavetank.model.flow import FindFlow, Flow
    from wavetank.model.plan import Group
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun


class ShownExecution(Protocol):
    """An execution whose task runs are shown in the graph of its flow."""

    @property
    def task_runs(self) -> Sequence[TaskRun]:
        """Its task runs, a parent before its children."""

    def at(self, task: str) -> Any:
        """Returns the execution as a task run saw it, with `eval(expression)`."""


class _Inside(NamedTuple):
    """Where nodes are drawn."""

    cluster: str
    around: tuple[str, ...]
    run: TaskRun | None
    nodes: list[str]


class Drawing:
    """
    The graph of a flow while it is drawn.

    Args:
        find: Returns a deployed flow by its key; None of a flow that is not deployed.
        execution: Shown in the graph: task runs with their states, a loop with its rounds.
        expand: The ids of the nodes of subflows that are drawn with what is inside of them.
    """

    def __init__(self, find: FindFlow | None, execution: ShownExecution | None, expand: Iterable[str]) -> None:
        self._find = find
        self._execution = execution
        self._expand = set(expand)
        self._graph = FlowGraph()
        self._runs: dict[tuple[str | None, str, str | None], TaskRun] = {}
        self._values: dict[str | None, dict[str, None]] = {}
        for run in execution.task_runs if execution is not None else ():
            self._runs[run.parent_id, run.task_id, run.value] = run
            if run.value is not None:
                self._values.setdefault(run.parent_id, {})[run.value] = None

    def draw(self, flow: Flow) -> FlowGraph:
        """
        Returns the graph of a flow.

        Raises:
            NotFoundError: A node that is to be expanded is none of a subflow, or the subflow is not deployed.
            StateError: Which flow it is follows from an execution, and none is given.
        """
        inside = _Inside("root", (), None, [])
        root, end = self._ends(inside)
        self._flow(flow, inside, root, root, end)
        if self._expand:
            raise NotFoundError(
                f"The graph of {flow.key} has no Subflow node {min(self._expand)!r}.",
                remedy="Nodes are named by the tasks around them: root.block.task.",
            )
        return self._graph

    def _flow(self, flow: Flow, inside: _Inside, root: str, entry: str, end: str) -> None:
        """Draws what a flow holds between an entry and an end; its triggers lead to the root."""
        if flow.triggers:
            self._triggers(flow, inside, root)
        target = self._chain(inside, None, flow.finally_, end, Relation.FINALLY)
        self._chain(inside, entry, flow.tasks, target, Relation.SEQUENTIAL)
        self._chain(inside, entry if flow.errors else None, flow.errors, target, Relation.ERROR)
        if flow.after_execution:
            self._chain(inside, end, flow.after_execution, None, Relation.AFTER_EXECUTION)

    def _triggers(self, flow: Flow, outer: _Inside, root: str) -> None:
        inside = self._cluster(outer, "Triggers", None)
        first, last = self._ends(inside)
        for trigger in flow.triggers:
            node = self._node(
                inside, GraphNode(f"{inside.cluster}.{trigger.id}", NodeKind.TRIGGER, trigger.id, trigger.type)
            )
            self._edge(first, node)
            self._edge(node, last)
        self._edge(last, root)

    def _chain(
        self,
        inside: _Inside,
        entry: str | None,
        tasks: Sequence[Task],
        end: str | None,
        relation: Relation,
        value: str | None = None,
        round_value: str | None = None,
    ) -> str:
        """
        Draws tasks one after another between an entry and an end; returns where they begin, the end if there are none.

        Args:
            inside: Where they are drawn.
            entry: The node that leads to them; None if others will.
            tasks: The tasks.
            end: The node that they lead to; None if they lead nowhere.
            relation: How they follow the entry.
            value: The case that leads to them.
            round_value: The value of the loop round that they belong to.
        """
        begin, previous = "", entry
        for task in tasks:
            first, last = self._task(inside, task, round_value)
            begin = begin or first
            if previous is not None:
                self._edge(previous, first, relation, value)
            previous = last
        if previous is not None and end is not None:
            self._edge(previous, end)
        return begin or end or ""

    def _task(self, inside: _Inside, task: Task, value: str | None) -> tuple[str, str]:
        """Draws a task; returns the first and the last of its nodes."""
        run = self._runs.get((inside.run.id if inside.run is not None else None, task.id, value))
        name = f"{inside.cluster}.{task.id}" + (f".{value}" if value is not None else "")
        state = run.state if run is not None else None
        node = GraphNode(name, NodeKind.TASK, task.id, task.type, value, run.id if run is not None else None, state)
        if isinstance(task, FlowableTask):
            return self._block(inside, task, node, run)
        if name in self._expand:
            self._expand.discard(name)
            return self._subflow(inside, task, node, run)
        self._node(inside, node)
        return name, name

    def _block(self, outer: _Inside, task: Any, node: GraphNode, run: TaskRun | None) -> tuple[str, str]:
        inside = self._cluster(outer, node.id.removeprefix(f"{outer.cluster}."), run)
        root, end = self._ends(inside)
        self._edge(root, self._node(inside, node))
        target = self._chain(inside, None, task.final_tasks, end, Relation.FINALLY)
        outline = task.outline()
        if outline.relation is Relation.DYNAMIC:
            self._rounds(inside, node.id, outline.groups, target)
        else:
            self._groups(inside, node.id, outline.groups, target, outline.relation)
        self._chain(inside, node.id if task.error_tasks else None, task.error_tasks, target, Relation.ERROR)
        return root, end

    def _rounds(self, inside: _Inside, entry: str, groups: Sequence[Group], end: str) -> None:
        values: Iterable[str | None] = self._values.get(inside.run.id, {}) if inside.run is not None else ()
        for value in values or (None,):
            for group in groups:
                self._chain(inside, entry, group.steps, end, Relation.DYNAMIC, value, value)

    def _groups(self, inside: _Inside, entry: str, groups: Sequence[Group], end: str, relation: Relation) -> None:
        waited_for = {index for group in groups for index in group.after}
        lasts: dict[int, str] = {}
        drawn: list[tuple[str, str]] = []
        for index, group in enumerate(groups):
            if not group.after and index not in waited_for:
                self._chain(inside, entry, group.steps, end, relation, group.value)
                drawn.append(("", ""))
                continue
            first, lasts[index] = self._task(inside, group.steps[0], None)
            drawn.append((first, lasts[index]))
        for index, group in enumerate(groups):
            first, last = drawn[index]
            if not first:
                continue
            for before in [lasts[other] for other in group.after] or [entry]:
                self._edge(before, first, relation)
            if index not in waited_for:
                self._edge(last, end)
        if not groups:
            self._edge(entry, end)

    def _subflow(self, outer: _Inside, task: Any, node: GraphNode, run: TaskRun | None) -> tuple[str, str]:
        flow = self._called(task, node, run)
        inside = self._cluster(outer, node.id.removeprefix(f"{outer.cluster}."), None)
        root, end = self._ends(inside)
        self._edge(root, self._node(inside, node))
        shown, self._runs = self._runs, {}
        self._flow(flow, inside, root, node.id, end)
        self._runs = shown
        return root, end

    def _called(self, task: Any, node: GraphNode, run: TaskRun | None) -> Flow:
        called = task.calls()
        if called is None:
            raise NotFoundError(f"Task {node.part_id!r} runs no other flow, so there is nothing to expand.")
        if has_expression(called):
            if self._execution is None or run is None:
                raise StateError(
                    f"Can't expand subflow task {node.part_id!r}: its namespace or flowId is an expression.",
                    remedy="Give an execution in which it ran: flow.graph(execution, expand=…).",
                )
            called = str(self._execution.at(run.id).eval(called))
        flow = self._find(called) if self._find is not None else None
        if flow is None:
            raise NotFoundError(f"There is no flow {called!r}, which task {node.part_id!r} runs.", remedy="Deploy it.")
        return flow

    def _cluster(self, outer: _Inside, name: str, run: TaskRun | None) -> _Inside:
        cluster = GraphCluster(f"{outer.cluster}.{name}", (*outer.around, outer.cluster))
        self._graph.clusters.append(cluster)
        return _Inside(cluster.id, cluster.around, run, cluster.nodes)

    def _ends(self, inside: _Inside) -> tuple[str, str]:
        root, end = f"{inside.cluster}:root", f"{inside.cluster}:end"
        self._node(inside, GraphNode(root, NodeKind.ROOT))
        self._node(inside, GraphNode(end, NodeKind.END))
        return root, end

    def _node(self, inside: _Inside, node: GraphNode) -> str:
        self._graph.nodes.append(node)
        inside.nodes.append(node.id)
        return node.id

    def _edge(
        self, source: str, target: str, relation: Relation = Relation.SEQUENTIAL, value: str | None = None
    ) -> None:
        self._graph.edges.append(GraphEdge(source, target, relation, value))
