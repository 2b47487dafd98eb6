from __future__ import annotations

import time
from collections import Counter

import pytest
from tests.end_to_end.cells import s3_event_driven
from tests.servers.s3_server import SECRET_KEY

pytestmark = [pytest.mark.kernel, pytest.mark.server]

OBJECTS = 200
POLLS = 8
FLOW = "company.team.s3_event_driven"
CONTENTS = """\
store = engine.runtime.surroundings.storage
made = engine.executions(limit=None)
"""
POLL = f"engine.poll('{FLOW}', 'watch_bucket')"
SIX_POLLS = f"""\
[len(verdict.execution.trigger.variables["objects"]) if verdict else 0
 for verdict in ThreadPoolExecutor(6).map(lambda _: engine.poll("{FLOW}", "watch_bucket"), range(6))]
"""
WAITS_BEFORE_IT_TELLS = """\
from pathlib import Path
from wavetank.plugins.aws.s3.trigger import Trigger

look, gate = Trigger.poll, Path("GATE")

def look_and_wait(trigger, context):
    found = look(trigger, context)
    gate.with_suffix(".looked").touch()
    until = time.monotonic() + 60
    while not gate.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return found

Trigger.poll = look_and_wait
"""
CANNOT_WRITE_WHILE_IT_IS_FULL = """\
from pathlib import Path
from wavetank.stores.sqlite_store import SqliteStore

commit = SqliteStore.commit

def refuse(store, transaction):
    if transaction.creations and Path("full").exists():
        Path("tried").touch()
        raise wt.StoreError("The disk is full.")
    return commit(store, transaction)

SqliteStore.commit = refuse
"""
OUTCOMES = "engine.verdicts(limit=None).df().outcome.value_counts().to_dict()"


@pytest.fixture
def listening(kernel, s3_server, buckets):
    """A kernel in which the cell ran, and its first look at the bucket found nothing."""
    kernel.run("from concurrent.futures import ThreadPoolExecutor")
    kernel.run(s3_event_driven(s3_server.url))
    kernel.until(f"engine.triggers['{FLOW}', 'watch_bucket'].state == 'WAITING'")
    return kernel


def test_200_objects_make_8_executions_with_each_object_once_and_end_up_in_the_archive(listening, buckets, measured):
    contents = {f"incoming/{number:03}.csv": f"number\n{number}\n" for number in range(OBJECTS)}
    buckets.fill(contents.items())
    begun = time.monotonic()
    assert listening.value(f"[{POLL}.execution.state for _ in range({POLLS})]") == ["SUCCESS"] * POLLS
    measured("objects a second", OBJECTS / (time.monotonic() - begun))
    listening.run(CONTENTS)
    assert listening.value("made.df().state.value_counts().to_dict()") == {"SUCCESS": POLLS}
    received = listening.value("[each for run in made for each in run.trigger.variables['objects']]")
    assert Counter(each["key"] for each in received) == dict.fromkeys(contents, 1)
    read = listening.value("{key: store.read(uri).decode() for key, uri in URIS}".replace("URIS", uris_of(received)))
    assert read == contents
    assert buckets.keys("my-bucket") == set()
    assert buckets.keys("archive-bucket") == {key.replace("incoming/", "archive/") for key in contents}


def test_each_object_is_processed_by_a_task_run_of_its_own(listening, buckets):
    buckets.fill([(f"incoming/{number}.csv", "x") for number in range(30)])
    polls = f"[len({POLL}.execution.trigger.variables['objects']) for _ in range(2)]"
    assert listening.value(polls) == [25, 5]
    listening.run(CONTENTS)
    uris = listening.value("[each['uri'] for run in made for each in run.trigger.variables['objects']]")
    outputs = "[run.outputs['value'] for each in made for run in each.task_runs if run.task_id == 'handle']"
    assert sorted(listening.value(outputs)) == sorted(f"Processing file: {uri}" for uri in uris)
    values = listening.value("[value for run in made for value in run['handle'].df()['taskrun_value']]")
    assert sorted(values) == sorted(uris)


def test_a_poll_that_finds_nothing_makes_nothing(listening, buckets):
    buckets.fill([("outgoing/a.csv", "x")])
    assert listening.value(POLL) is None
    assert listening.value("len(engine.executions()) + len(engine.verdicts())") == 0
    assert buckets.keys("my-bucket") == {"outgoing/a.csv"}


def test_polls_at_the_same_time_take_turns(listening, buckets):
    buckets.fill((f"incoming/{number:02}.csv", "x") for number in range(60))
    assert sorted(listening.value(SIX_POLLS)) == [0, 0, 0, 10, 25, 25]
    assert listening.value(OUTCOMES) == {"FIRED": 60}
    assert buckets.keys("my-bucket") == set()


def test_two_kernels_that_look_at_the_same_time_lose_nothing_and_execute_nothing_twice(
    listening, start_kernel, s3_server, buckets
):
    other = start_kernel()
    other.run(s3_event_driven(s3_server.url))
    other.until(f"engine.triggers['{FLOW}', 'watch_bucket'].state == 'WAITING'")
    gates = {kernel: kernel.folder / f"gate-{kernel.pid}" for kernel in (listening, other)}
    requests = {}
    for number, (kernel, gate) in enumerate(gates.items()):
        # The second sees what the first sees, and more; neither has told the home of it.
        buckets.fill((f"incoming/{number}{each}.csv", "x") for each in range(10))
        kernel.run(WAITS_BEFORE_IT_TELLS.replace("GATE", str(gate)))
        requests[kernel] = kernel.begin(f"{POLL};")
        wait_for(gate.with_suffix(".looked"))
    for kernel, gate in gates.items():
        gate.touch()
        kernel.finish(requests[kernel])
    while buckets.keys("my-bucket"):
        listening.run(f"{POLL};")
    listening.run(CONTENTS)
    assert listening.value("made.df().state.unique().tolist()") == ["SUCCESS"]
    received = listening.value("[each['key'] for run in made for each in run.trigger.variables['objects']]")
    assert sorted(received) == sorted(f"incoming/{number}{each}.csv" for number in range(2) for each in range(10))


def test_a_poll_that_is_interrupted_while_the_disk_is_full_is_executed_when_there_is_room(listening, buckets):
    buckets.fill([("incoming/a.csv", "x")])
    full, tried = listening.folder / "full", listening.folder / "tried"
    full.touch()
    listening.run(CANNOT_WRITE_WHILE_IT_IS_FULL)
    request = listening.begin(POLL)
    wait_for(tried)
    assert listening.interrupt(request) == "KeyboardInterrupt"
    full.unlink()
    listening.until("[str(run.state) for run in engine.executions()] == ['SUCCESS']")
    assert listening.value(f"{POLL} is None")
    assert buckets.keys("archive-bucket") == {"archive/a.csv"}


def wait_for(file):
    until = time.monotonic() + 20
    while not file.exists():
        assert time.monotonic() < until, f"{file} does not come"
        time.sleep(0.02)


def test_the_credentials_of_the_cell_come_from_secrets_and_are_shown_nowhere(listening, buckets):
    buckets.fill([("incoming/a.csv", "x")])
    listening.run(f"verdict = {POLL}")
    shown = listening.run("print(repr(verdict), verdict._repr_html_(), engine.triggers, verdict.execution.logs)")
    assert SECRET_KEY not in shown


def uris_of(received):
    return repr([(each["key"], each["uri"]) for each in received])
