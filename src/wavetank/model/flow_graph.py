from __future__ import annotations

from enum import StrEnum

import msgspec

from wavetank.model.outline import Relation
from wavetank.model.state import State


class NodeKind(StrEnum):
    """What a node of the graph of a flow stands for."""

    ROOT = "ROOT"
    END = "END"
    TASK = "TASK"
    TRIGGER = "TRIGGER"


class GraphNode(msgspec.Struct, frozen=True):
    """
    A task, a trigger, or the beginning or the end of a cluster.

    Attributes:
        id: The ids of the tasks around it and its own, joined by dots, `root` the first.
        part_id: The id of the task or trigger; empty at a beginning or an end.
        type: Its type.
        value: The value of the loop round that it stands for, with an execution.
        run_id: The task run, with an execution that has come to it.
        state: The state of the task run.
    """

    id: str
    kind: NodeKind
    part_id: str = ""
    type: str = ""
    value: str | None = None
    run_id: str | None = None
    state: State | None = None


class GraphEdge(msgspec.Struct, frozen=True):
    """From one node to the next, by their ids; `value` is the case or the loop round that leads there."""

    source: str
    target: str
    relation: Relation = Relation.SEQUENTIAL
    value: str | None = None


class GraphCluster(msgspec.Struct, frozen=True):
    """
    The nodes of a block, of a subflow or of the triggers.

    Attributes:
        id: As of nodes.
        around: The ids of the clusters around it, the outermost first.
        nodes: The ids of its own nodes, without those of clusters inside.
    """

    id: str
    around: tuple[str, ...]
    nodes: list[str] = msgspec.field(default_factory=list)


class FlowGraph(msgspec.Struct):
    """What follows what in a flow."""

    nodes: list[GraphNode] = msgspec.field(default_factory=list)
    edges: list[GraphEdge] = msgspec.field(default_factory=list)
    clusters: list[GraphCluster] = msgspec.field(default_factory=list)
