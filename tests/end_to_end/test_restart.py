from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from tests.end_to_end.callers import call
from tests.end_to_end.cells import WEBHOOK_EXAMPLE, kafka_realtime, s3_event_driven
from tests.end_to_end.history import History
from tests.end_to_end.processes import children_of, processes_of, until_gone
from tests.end_to_end.topic import Topic, orders
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.server_process import accepts

pytestmark = [pytest.mark.kernel, pytest.mark.server]

KAFKA = "company.team.kafka_realtime"
WEBHOOK = "company.team.webhook_example"
REVISIONS = "{key: flow.revision for key, flow in engine.flows.items()}"
POSITIONS = "{trigger.id: str(trigger.next_date) for trigger in engine.triggers.values()}"
EXECUTIONS = "[[each.id, each.state, each.flow_revision] for each in engine.executions(limit=None)]"
SLOW = """\
%%flow
id: slow
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT2S
"""
SCRIPT = """\
%%flow
id: script
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - touch FILE && sleep 600
"""
LEFT = """\
import os, threading
def left():
    opened = [os.readlink(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd") if each.isdigit() and
              os.path.islink(f"/proc/self/fd/{each}")]
    return {
        "threads": sorted(each.name for each in threading.enumerate()),
        "sockets": sum(each.startswith("socket:") for each in opened),
        "files": sorted(each for each in opened if ".wavetank" in each),
    }
"""


def test_a_new_kernel_finds_flows_executions_and_positions_again(start_kernel, tmp_path, s3_server, buckets):
    first = start_kernel()
    with KafkaBroker(tmp_path) as broker, History(first.home, KAFKA) as history:
        topic = Topic(broker.address)
        topic.create()
        topic.send(orders(30))
        for cell in (WEBHOOK_EXAMPLE, s3_event_driven(s3_server.url), kafka_realtime(broker.address)):
            first.run(cell)
        first.run(WEBHOOK_EXAMPLE.replace("Received event", "Got"))
        path = urlsplit(first.value(f"engine.triggers['{WEBHOOK}', 'webhook'].url")).path
        call(first.value("engine.url") + path, {"order": 1})
        history.until(30, "SUCCESS")
        first.until("len(engine.executions(state='SUCCESS', limit=None)) == 31")
        revisions, executions = first.value(REVISIONS), first.value(EXECUTIONS)
        positions = first.value(POSITIONS)
        assert first.shut_down() == 0
        topic.send(orders(20, first=30))
        second = start_kernel()
        assert second.greeting == "Wavetank listens: 3 flows in .wavetank.\n"
        assert second.value(REVISIONS) == revisions == {KAFKA: 1, "company.team.s3_event_driven": 1, WEBHOOK: 2}
        assert second.value(EXECUTIONS)[-31:] == executions
        assert second.value(POSITIONS) == positions
        made = call(second.value("engine.url") + path, {"order": 2}).content["id"]
        assert second.value(f"engine.execution('{made}').wait(10).logs[0].message") == 'Got: {"order":2}'
        history.until(50, "SUCCESS")
        topic.assert_each_made_one_execution(history)
        assert second.value(f"engine.verdicts('{KAFKA}', limit=None).df().outcome.unique().tolist()") == ["FIRED"]


def test_a_kernel_that_is_shut_down_leaves_no_process_socket_or_lease(start_kernel, tmp_path, s3_server, buckets):
    kernel = start_kernel()
    with KafkaBroker(tmp_path) as broker:
        for cell in (WEBHOOK_EXAMPLE, s3_event_driven(s3_server.url), kafka_realtime(broker.address), SLOW):
            kernel.run(cell)
        url = urlsplit(kernel.value("engine.url"))
        session = os.getsid(kernel.pid)
        assert accepts(url.port)
        assert len(leases_in(kernel.home)) == 1
        assert kernel.pid in processes_of(session)
        assert kernel.shut_down() == 0
        assert not accepts(url.port)
        assert leases_in(kernel.home) == []
        assert processes_of(session) == set()
        assert not list(kernel.home.glob("*-wal")), "the database was closed"


def test_an_execution_that_was_running_when_the_kernel_was_shut_down_goes_on(start_kernel):
    first = start_kernel()
    first.run(SLOW)
    made = first.value("engine.run('company.team.slow', wait=False).id")
    first.until(f"[run.state for run in engine.execution('{made}').task_runs] == ['RUNNING']")
    assert first.shut_down() == 0
    second = start_kernel()
    assert second.value("engine.taken_over") == [made]
    assert second.value(f"engine.execution('{made}').wait(20).state") == "SUCCESS"


def test_a_script_that_runs_when_the_kernel_is_shut_down_ends_with_it(start_kernel, tmp_path):
    kernel, running = start_kernel(), tmp_path / "running"
    kernel.run(SCRIPT.replace("FILE", str(running)))
    kernel.run("made = engine.run('company.team.script', wait=False)")
    kernel.until(f"os.path.exists('{running}')")
    started = children_of(kernel.pid)
    assert started
    assert kernel.shut_down() == 0
    until_gone(started)


def test_an_engine_that_is_stopped_leaves_no_thread_socket_or_file_open(kernel, tmp_path, s3_server, buckets):
    kernel.run("%unload_ext wavetank")
    kernel.run(LEFT)
    before = kernel.value("left()")
    assert not any("wavetank" in name for name in before["threads"])
    with KafkaBroker(tmp_path) as broker:
        buckets.fill([("incoming/a.csv", "x")])
        kernel.run("%load_ext wavetank\nengine = wt.get_engine()")
        for cell in (WEBHOOK_EXAMPLE, s3_event_driven(s3_server.url), kafka_realtime(broker.address), SLOW):
            kernel.run(cell)
        call(kernel.value(f"engine.triggers['{WEBHOOK}', 'webhook'].url"), {"order": 1})
        kernel.run("engine.run('company.team.slow')")
        kernel.until(f"engine.triggers['{KAFKA}', 'realtime_trigger'].state == 'LISTENING'")
        kernel.until("len(engine.executions(state='SUCCESS')) == 3")
        during = kernel.value("left()")
        assert any("wavetank" in name for name in during["threads"])
        assert during["sockets"] > before["sockets"]
        assert during["files"]
        kernel.run("engine.stop()")
        assert kernel.value("left()") == before


def leases_in(home):
    """Returns the leases of engines; the lock for taking over is everyone's, and stays."""
    return [file for file in (home / "engines").iterdir() if file.name != "taking-over.lock"]
