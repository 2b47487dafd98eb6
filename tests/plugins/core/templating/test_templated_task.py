from __future__ import annotations

import asyncio
import time

CORE = "io.kestra.plugin.core."


def test_the_rendered_task_runs_in_its_place(outputs):
    spec = "type: " + CORE + "{{ inputs.kind }}\nformat: '{{ inputs.kind }} of {{ task.id }}'"
    assert outputs("templating.TemplatedTask", {"kind": "debug.Return"}, spec=spec) == {"value": "debug.Return of task"}


def test_an_asynchronous_task_and_one_with_a_thread_run_too(outputs, text_of):
    assert outputs("templating.TemplatedTask", spec=f"type: {CORE}flow.Sleep\nduration: PT0S") == {}
    uri = outputs("templating.TemplatedTask", spec=f"type: {CORE}storage.Write\ncontent: x")["uri"]
    assert text_of(uri) == "x"


def test_a_task_that_arranges_others_is_refused(failure):
    spec = f"type: {CORE}flow.Sequential\ntasks: [{{id: a, type: {CORE}debug.Return}}]"
    assert "runnable" in failure("templating.TemplatedTask", spec=spec)


def test_a_templated_task_in_a_templated_task_is_refused(failure):
    spec = f"type: {CORE}templating.TemplatedTask\nspec: x"
    assert "TemplatedTask" in failure("templating.TemplatedTask", spec=spec)


def test_what_is_no_task_is_refused_with_the_property_that_is_wrong(failure):
    assert "map" in failure("templating.TemplatedTask", spec="- a")
    assert "content" in failure("templating.TemplatedTask", spec=f"type: {CORE}storage.Write")
    assert "io.none" in failure("templating.TemplatedTask", spec="type: io.none")


def test_an_inner_task_that_is_killed_stops(engine):
    engine.deploy(
        f"id: f\nnamespace: n\ntasks:\n- id: t\n  type: {CORE}templating.TemplatedTask\n"
        f"  spec: '{{type: {CORE}flow.Sleep, duration: PT1H}}'\n"
    )
    before = engine.portal.call(_tasks_of_the_loop)
    execution = engine.run("n.f", wait=False)
    deadline = time.monotonic() + 10
    while not execution.logs and time.monotonic() < deadline:
        time.sleep(0.01)
    engine.kill(execution.id)
    assert execution.wait(10).state == "KILLED"
    assert engine.portal.call(_tasks_of_the_loop) == before


async def _tasks_of_the_loop():
    return len(asyncio.all_tasks())
