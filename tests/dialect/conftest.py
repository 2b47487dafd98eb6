from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, model_validator

from wavetank.dialect.check import check
from wavetank.model.condition import Condition
from wavetank.model.level import Level
from wavetank.model.part import Duration, Part
from wavetank.model.property import Property
from wavetank.model.registry import TypeRegistry
from wavetank.model.task import Task, Tasks
from wavetank.model.trigger import Trigger

LOG = "io.kestra.plugin.core.log.Log"


class Log(Task):
    message: str | tuple[str, ...]
    level: Level = Level.INFO


class ForEach(Task):
    values: str | list[Any]
    tasks: Annotated[Tasks, Field(min_length=1)]
    concurrency_limit: Annotated[int, Field(ge=0)] = 1

    def children(self):
        return self.tasks


class Sleep(Task):
    duration: Property[Duration]
    between: Property[list[int]] | None = None


class Aside(Part):
    topic: str
    size: int = 0


class Send(Task):
    text: str = ""
    aside: Aside | None = None
    to: dict[str, str] = Field(default_factory=dict)


class Webhook(Trigger):
    key: Annotated[str, Field(max_length=8)]

    @model_validator(mode="after")
    def _no_blank(self):
        if " " in self.key:
            raise ValueError("`key` has a blank in it")
        return self


class Expression(Condition):
    expression: str


@pytest.fixture(scope="session")
def registry():
    registry = TypeRegistry({"io.kestra.plugin.broken.Task": "wavetank_has_no_such_module:Task"})
    registry.register(LOG, Log, "io.kestra.core.tasks.log.Log")
    registry.register("io.kestra.plugin.core.flow.ForEach", ForEach)
    registry.register("io.kestra.plugin.core.flow.Sleep", Sleep)
    registry.register("io.kestra.plugin.core.send.Send", Send)
    registry.register("io.kestra.plugin.core.trigger.Webhook", Webhook)
    registry.register("io.kestra.plugin.core.condition.Expression", Expression)
    return registry


@pytest.fixture
def found(registry):
    """Returns what `check` finds, as a function of the text."""
    return lambda text: check(text, registry)


@pytest.fixture
def only(found):
    """Returns the one diagnostic of a text."""

    def the_only(text):
        diagnostics = found(text)
        assert len(diagnostics) == 1, [str(each) for each in diagnostics]
        return diagnostics[0]

    return the_only


@pytest.fixture
def in_task(only):
    """Returns the one diagnostic of a flow whose only task has these further lines, the first of them line 6."""

    def the_only(*lines, kind=LOG):
        body = "".join(f"    {line}\n" for line in lines)
        return only(f"id: flow\nnamespace: company.team\ntasks:\n  - id: task\n    type: {kind}\n{body}")

    return the_only
