"""Changes of the text of a flow that leave everything else in it as it was written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from wavetank.dialect.compose import compose
from wavetank.dialect.plain import read_plain
from wavetank.dialect.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def with_properties(text: str, task_id: str, removed: Collection[str], added: Mapping[str, Any]) -> str:
    """
    Returns the text of a flow in which a task has other properties.

    Args:
        text: The text; it describes a flow.
        task_id: The task.
        removed: Properties that it loses.
        added: Properties that it gets, in the place of the first of those.
    """
    node = next(node for node in _maps(compose(Source(text))[0][0]) if _is_task(node, task_id))
    return _in_braces(text, node, removed, added) if node.flow_style else _in_lines(text, node, removed, added)


def _maps(node: Node) -> Iterator[MappingNode]:
    if isinstance(node, MappingNode):
        yield node
        for _, value in node.value:
            yield from _maps(value)
    elif isinstance(node, SequenceNode):
        for value in node.value:
            yield from _maps(value)


def _is_task(node: MappingNode, task_id: str) -> bool:
    scalars = {key.value: value.value for key, value in node.value if isinstance(value, ScalarNode)}
    return scalars.get("id") == task_id and "type" in scalars


def _in_braces(text: str, node: MappingNode, removed: Collection[str], added: Mapping[str, Any]) -> str:
    kept = {key.value: read_plain(text[value.start_mark.index : value.end_mark.index]) for key, value in node.value}
    whole = {name: value for name, value in kept.items() if name not in removed} | dict(added)
    before = text[_line_start(text, node.start_mark.index) : node.start_mark.index]
    # An entry of a list can be written over several lines; inside of other braces there is but one.
    alone = before.strip() == "-"
    written = _indented(_block(whole), len(before)) if alone else json.dumps(whole, ensure_ascii=False)
    return text[: node.start_mark.index] + written + text[node.end_mark.index :]


def _in_lines(text: str, node: MappingNode, removed: Collection[str], added: Mapping[str, Any]) -> str:
    spans = [(key.start_mark.index, _end(text, value)) for key, value in node.value if key.value in removed]
    lines = _indented(_block(added), node.start_mark.column)
    for start, end in reversed(spans[1:]):
        text = text[: _line_start(text, start)] + text[end:]
    start, end = spans[0]
    return f"{text[:start]}{lines}\n{text[end:]}"


def _end(text: str, value: Node) -> int:
    """Returns where the last line of a value ends; what ends a block with lines of its own stands behind comments."""
    while isinstance(value, MappingNode | SequenceNode) and not value.flow_style and value.value:
        last = value.value[-1]
        value = last[1] if isinstance(last, tuple) else last
    written = text[value.start_mark.index : value.end_mark.index].rstrip()
    end = text.find("\n", value.start_mark.index + len(written))
    return len(text) if end < 0 else end + 1


def _indented(block: str, width: int) -> str:
    first, *rest = block.rstrip("\n").split("\n")
    return "\n".join([first, *(f"{' ' * width}{line}".rstrip() for line in rest)])


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""

    def represent_str(self, text: str) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's
        super().increase_indent(flow, indentless=False)


_Dumper.add_representer(str, _Dumper.represent_str)


def _block(added: Mapping[str, Any]) -> str:
    return yaml.dump(dict(added), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def with_outputs(text: str, task_id: str, renamed: Mapping[str, str]) -> str:
    """
    Returns the text of a flow whose expressions read outputs of a task under other names.

    Args:
        text: The text.
        task_id: The task.
        renamed: From the former name to what stands behind `outputs.task.` now.

    Raises:
        ValueError: An expression reads the outputs as a whole, or one that is not among them; the message shows it.
    """
    name = re.escape(task_id)
    reads = re.compile(
        rf"(?P<task>(?<![\w.'\"$])outputs(?:\.{name}\b|\[\s*['\"]{name}['\"]\s*\]))"
        r"(?:\.(?P<plain>\w+)|\[\s*['\"](?P<quoted>[^'\"]+)['\"]\s*\])?"
    )

    def rename(found: re.Match[str]) -> str:
        own = found["plain"] or found["quoted"]
        if own not in renamed:
            raise ValueError(found[0])
        return f"{found['task']}.{renamed[own]}"

    return _EXPRESSION.sub(lambda expression: reads.sub(rename, expression[0]), text)
