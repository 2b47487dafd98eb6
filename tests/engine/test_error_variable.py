"""`error` in the tasks of `errors`: what failed."""

from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
TELL = f'{{id: tell, type: {CORE}.debug.Return, format: "{{{{ error.taskId }}}}: {{{{ error.message }}}}"}}'
FAIL = f"{{id: bad, type: {CORE}.execution.Fail, errorMessage: no luck}}"
IN_ORDER = f"type: {CORE}.flow.Sequential"


def told(tasks, errors=""):
    with wt.Engine() as engine:
        engine.deploy(f"id: f\nnamespace: n\ntasks: [{tasks}]\n{errors}")
        return engine.run("n.f")["tell"]["value"]


@pytest.mark.parametrize(
    ("tasks", "errors"),
    [
        (FAIL, f"errors: [{TELL}]"),
        (f"{{id: around, {IN_ORDER}, tasks: [{FAIL}]}}", f"errors: [{TELL}]"),
        (f"{{id: around, {IN_ORDER}, tasks: [{FAIL}], errors: [{TELL}]}}", ""),
        (FAIL, f"errors: [{{id: block, {IN_ORDER}, tasks: [{TELL}]}}]"),
    ],
    ids=["flow", "block inside", "errors of a block", "block of errors"],
)
def test_it_is_the_task_that_failed_wherever_the_errors_stand(tasks, errors):
    assert told(tasks, errors) == "bad: no luck"


def test_what_failed_in_the_errors_of_a_block_does_not_count():
    worse = f"{{id: worse, type: {CORE}.execution.Fail, errorMessage: worse}}"
    block = f"{{id: around, {IN_ORDER}, tasks: [{FAIL}], errors: [{worse}]}}"
    assert told(block, f"errors: [{TELL}]") == "bad: no luck"


def test_elsewhere_there_is_none():
    ask = f"{{id: tell, type: {CORE}.debug.Return, format: \"{{{{ error ?? 'none' }}}}\"}}"
    allowed = FAIL.replace("errorMessage", "allowFailure: true, errorMessage")
    assert told(f"{allowed}, {ask}") == "none"
