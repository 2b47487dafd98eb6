"""`wavetank.receiver: process`: what listens is a process of its own, and its events survive it and the engine."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from itertools import count
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from tests.engine.clocked import CORE, condition, flow
from tests.waiting import until

import wavetank as wt
from wavetank.api.assembly import REGISTRY
from wavetank.model.event import Outcome
from wavetank.model.state import State
from wavetank.server.receiver.messages import Hooks
from wavetank.server.receiver.outpost import Outpost

from .flows import RECORDS
from .scene import Scene
from .senders import Producer, make_topic
from .talking import Talking

pytestmark = [pytest.mark.server]

SETTINGS = {"wavetank.receiver": "process", "wavetank.server.port": 0}
HOOK = {"id": "hook", "type": CORE + "trigger.Webhook", "key": "{{ secret('WEBHOOK_KEY') }}"}
BUSY = Path(__file__).with_name("busy.py")


def make(home):
    engine = wt.Engine(home, config=SETTINGS)
    engine.secrets["WEBHOOK_KEY"] = "open-sesame"
    return engine


@pytest.fixture
def engine(tmp_path):
    with make(tmp_path / "home") as engine:
        yield engine


def request_of(url, body=None, **headers):
    return Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})


def post(url, body=None, **headers):
    with urlopen(request_of(url, body, **headers), timeout=20) as answer:
        return json.loads(answer.read())


def url_of(engine, key="n.f"):
    return engine.triggers[key, "hook"].url


def ended(engine, execution_id):
    """The execution, once the engine has taken its event in."""
    until(lambda: engine.runtime.surroundings.store.summary(execution_id))
    return engine.execution(execution_id).wait(20)


def receiver(engine):
    return engine._assembly._outpost.process_id


def alive(pid):
    with suppress(OSError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    return False


def test_a_call_is_answered_with_the_execution_that_it_will_make(engine):
    engine.deploy(flow("f", HOOK))
    answer = post(url_of(engine), {"n": 1})
    assert (answer["namespace"], answer["flowId"], answer["state"]["current"]) == ("n", "f", "CREATED")
    execution = ended(engine, answer["id"])
    assert execution.state is State.SUCCESS
    assert execution.trigger.variables["body"] == {"n": 1}


def test_a_key_of_the_sender_makes_one_execution_before_and_after_it_was_taken_in(engine):
    engine.deploy(flow("f", HOOK))
    answers = {post(url_of(engine), {"n": 1}, **{"Idempotency-Key": "a"})["id"] for _ in range(5)}
    (made,) = answers
    ended(engine, made)
    assert post(url_of(engine), {"n": 1}, **{"Idempotency-Key": "a"})["id"] == made
    assert [execution.id for execution in engine.executions()] == [made]


def test_requests_for_nobody_are_refused_as_by_the_engine_itself(engine):
    engine.deploy(flow("f", HOOK))
    engine.deploy(flow("off", HOOK, disabled=True))
    good = url_of(engine)
    for url, status in (
        (good.replace("open-sesame", "wrong"), 404),
        (good.replace("/f/", "/none/"), 404),
        (good.replace("/f/", "/off/"), 409),
    ):
        with pytest.raises(HTTPError) as caught:
            post(url)
        caught.value.close()
        assert caught.value.code == status


WAITS = {**HOOK, "wait": True, "returnOutputs": True, "responseCode": "{{ execution.state == 'SUCCESS' ? 201 : 500 }}"}
SAID = [{"id": "said", "type": "STRING", "value": "{{ trigger.body.n }}"}]


def test_a_request_that_waits_is_answered_with_what_its_execution_leaves(engine):
    engine.deploy(flow("f", WAITS, outputs=SAID))
    for body in ({"n": 1}, {"n": 2}):
        with urlopen(request_of(url_of(engine), body), timeout=20) as answer:
            assert (answer.status, json.loads(answer.read())) == (201, {"said": str(body["n"])})
    assert [each.state for each in engine.executions()] == [State.SUCCESS] * 2


def test_a_request_that_waits_hears_that_a_condition_is_false(engine):
    engine.deploy(flow("f", {**WAITS, "conditions": [condition("Expression", expression="{{ trigger.body.n > 1 }}")]}))
    with urlopen(request_of(url_of(engine), {"n": 1}), timeout=20) as answer:
        assert (answer.status, answer.read()) == (204, b"")
    assert [verdict.outcome for verdict in engine.verdicts()] == [Outcome.REJECTED]


def test_a_request_that_waits_is_told_what_it_will_make_when_the_engine_ends(tmp_path):
    with make(tmp_path / "home") as engine:
        engine.deploy(flow("f", WAITS, tasks=[{"id": "wait", "type": CORE + "flow.Pause"}]))
        url = url_of(engine)
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(lambda: urlopen(request_of(url, {"n": 1}), timeout=20))
            until(lambda: [each.state for each in engine.executions()] == [State.PAUSED])
            (made,) = [each.id for each in engine.executions()]
            engine.stop()
            with waiting.result() as answer:
                assert (answer.status, json.loads(answer.read())["id"]) == (202, made)


def answer_to(request):
    """The status and the body of an answer, also of a refusal."""
    try:
        with urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except HTTPError as refusal:
        return refusal.code, refusal.read()


MORE_THAN_ONE = condition("Expression", expression="{{ trigger.body.n > 1 }}")
NEEDED = {"id": "needed", "type": "INT"}


@pytest.mark.parametrize(
    ("hook", "more", "statuses"),
    [
        ({**HOOK, "conditions": [MORE_THAN_ONE]}, {}, [204, 200]),
        (HOOK, {"inputs": [NEEDED]}, [200, 200]),
        ({**HOOK, "inputs": {"needed": "{{ 4 / (trigger.body.n - 1) }}"}}, {"inputs": [NEEDED]}, [422, 200]),
        (HOOK, {"checks": [{"condition": "{{ false }}", "message": "no", "behavior": "BLOCK_EXECUTION"}]}, [204, 204]),
    ],
)
@pytest.mark.parametrize("settings", [SETTINGS, {"wavetank.server.port": 0}])
def test_a_caller_is_told_what_became_of_the_event_by_a_receiver_as_by_the_engine(
    tmp_path, settings, hook, more, statuses
):
    with wt.Engine(tmp_path / "home", config=settings) as engine:
        engine.secrets["WEBHOOK_KEY"] = "open-sesame"
        engine.deploy(flow("f", hook, **more))
        answers = [answer_to(request_of(url_of(engine), {"n": number})) for number in (1, 2)]
        assert [status for status, _ in answers] == statuses
        made = [json.loads(body)["id"] for status, body in answers if status == 200]
        assert [each.id for each in reversed(engine.executions())] == made


def test_a_caller_is_not_kept_waiting_for_an_engine_that_has_no_time(engine):
    engine.deploy(flow("f", {**HOOK, "conditions": [MORE_THAN_ONE]}))
    url = url_of(engine)
    let_go = threading.Event()
    engine.portal._loop.call_soon_threadsafe(let_go.wait, 20)
    try:
        status, body = answer_to(request_of(url, {"n": 2}))
    finally:
        let_go.set()
    assert status == 202
    assert ended(engine, json.loads(body)["id"]).state is State.SUCCESS


def test_what_a_trigger_logs_goes_to_the_file_of_its_event_without_secrets(engine):
    REGISTRY.register("test.Talking", Talking)
    engine.deploy(flow("f", {"id": "talk", "type": "test.Talking", "logToFile": True}))
    until(engine.executions)
    (execution,) = engine.executions()
    execution.wait(10)
    assert "The password is ***" in engine.storage.read(execution.trigger.log_file).decode()
    assert f"/executions/{execution.id}/trigger/talk/" in execution.trigger.log_file
    assert [each for each in engine.runtime.surroundings.store.logs() if "password" in each.message] == []


def test_a_flow_is_swapped_under_the_open_door(engine):
    engine.deploy(flow("f", HOOK))
    url = url_of(engine)
    engine.deploy(flow("f", {**HOOK, "key": "another"}))
    with pytest.raises(HTTPError) as caught:
        post(url)
    caught.value.close()
    assert post(url.replace("open-sesame", "another"))["flowRevision"] == 2
    engine.remove("n.f")
    until(lambda: _status(url) == 404)


def _status(url):
    try:
        post(url)
    except HTTPError as error:
        error.close()
        return error.code
    return 200


def test_a_deployment_tells_the_receiver_of_its_own_flow_alone(engine, monkeypatch):
    sent, send = [], Outpost._send
    monkeypatch.setattr(Outpost, "_send", lambda self, message: (sent.append(message), send(self, message)))
    for name in ("one", "two", "three"):
        engine.deploy(flow(name, HOOK))
    engine.runtime.journal.troubled()
    told = [message.flows for message in sent if isinstance(message, Hooks)]
    assert [list(flows) for flows in told] == [["n.one"], ["n.two"], ["n.three"]]
    post(engine.url + "/api/v1/main/executions/webhook/n/two/open-sesame")


def test_a_receiver_that_is_killed_is_started_again_at_the_same_address(engine):
    engine.deploy(flow("f", HOOK))
    url, first = url_of(engine), receiver(engine)
    made = [post(url, {"n": number})["id"] for number in range(20)]
    os.kill(first, signal.SIGKILL)
    until(lambda: receiver(engine) not in (first, None))
    numbers = count(20)
    while len(made) < 40:
        with suppress(URLError, ConnectionError):
            made.append(post(url, {"n": next(numbers)})["id"])
    assert {ended(engine, each).state for each in made} == {State.SUCCESS}
    assert len(engine.executions(limit=None)) == 40


def test_the_receiver_ends_with_its_engine(engine):
    engine.deploy(flow("f", HOOK))
    pid = receiver(engine)
    assert alive(pid)
    engine.stop()
    assert not alive(pid)


def test_what_was_acknowledged_outlives_the_engine_and_its_receiver(tmp_path):
    """The engine's process never gets to its events: it sits in a long call, and is killed there."""
    with start_busy(tmp_path) as busy:
        url, pid = told(busy).split()
        tell(busy, "sit")
        told(busy)
        made = [post(url, {"n": number})["id"] for number in range(50)]
        busy.kill()
    until(lambda: not alive(int(pid)))
    with make(tmp_path / "home") as engine:
        assert {ended(engine, each).state for each in made} == {State.SUCCESS}
        bodies = sorted(execution.trigger.variables["body"]["n"] for execution in engine.executions(limit=None))
        assert bodies == list(range(50))
        assert [file.stem for file in (tmp_path / "home" / "inboxes").glob("*.db")] == [
            engine.runtime.surroundings.engine_id
        ], "the inbox of the dead engine is empty and gone"


def test_an_inbox_whose_receiver_has_not_ended_when_the_next_engine_starts_is_taken_in_when_it_has(tmp_path):
    with start_busy(tmp_path) as busy:
        url, pid = told(busy).split()
        tell(busy, "sit")
        told(busy)
        made = post(url, {"n": 0})["id"]
        os.kill(int(pid), signal.SIGSTOP)
        busy.kill()
        with make(tmp_path / "home") as engine:
            engine.settle()
            assert engine.runtime.surroundings.store.summary(made) is None
            os.kill(int(pid), signal.SIGCONT)
            assert ended(engine, made).state is State.SUCCESS
            until(lambda: len(list((tmp_path / "home" / "inboxes").glob("*.db"))) == 1)


def failing(*_, **__):
    raise wt.StoreError("The disk answers with an error.")


def test_an_inbox_that_cannot_be_read_for_a_moment_is_emptied_when_it_can(engine, monkeypatch, caplog):
    engine.deploy(flow("f", HOOK))
    monkeypatch.setattr(engine._assembly._outpost._inbox, "oldest", failing)
    made = post(url_of(engine), {"n": 1})["id"]
    until(lambda: "is tried again" in caplog.text)
    monkeypatch.undo()
    assert ended(engine, made).state is State.SUCCESS


def test_an_engine_whose_store_fails_ends_and_what_was_acknowledged_is_taken_in_by_the_next(tmp_path):
    with make(tmp_path / "home") as engine:
        engine.deploy(flow("f", HOOK))
        engine.runtime.surroundings.store.commit = failing
        made = post(url_of(engine), {"n": 1})["id"]
        until(lambda: engine.trouble)
    with make(tmp_path / "home") as engine:
        assert ended(engine, made).state is State.SUCCESS


def test_an_inbox_that_cannot_be_read_keeps_no_engine_from_starting(tmp_path, caplog):
    inboxes = tmp_path / "home" / "inboxes"
    inboxes.mkdir(parents=True)
    (inboxes / "gone.db").write_bytes(b"no database" * 100)
    with wt.Engine(tmp_path / "home") as engine:
        until(lambda: "cannot be taken in" in caplog.text)
        engine.settle()
    assert (inboxes / "gone.db").exists()


def test_calls_are_answered_while_a_cell_holds_pythons_lock(tmp_path):
    with start_busy(tmp_path) as busy:
        url, _ = told(busy).split()
        post(url, {"n": -1})
        tell(busy, "sum")
        told(busy)
        waits, made = [], []
        for number in range(100):
            begun = time.perf_counter()
            made.append(post(url, {"n": number})["id"])
            waits.append(time.perf_counter() - begun)
            time.sleep(0.02)
        tell(busy, "end")
        kept = set(told(busy).split())
    waits.sort()
    print("acknowledged p50, p99 in ms", f"{waits[50] * 1000:.1f}, {waits[98] * 1000:.1f}")
    assert kept >= set(made)
    assert waits[50] < 0.05, "in a thread each would wait for the end of a call that takes half a second"
    assert waits[98] < 0.3


def told(busy):
    return busy.stdout.readline()


def tell(busy, order):
    busy.stdin.write(f"{order}\n")
    busy.stdin.flush()


def start_busy(folder):
    return subprocess.Popen(
        [sys.executable, str(BUSY), str(folder / "home")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_records_of_kafka_go_the_same_way(engine, kafka_broker):
    make_topic(kafka_broker.address)
    text = RECORDS.replace("ADDRESS", "\"{{ kv('broker') }}\"").replace("groupId: crash", "groupId: receiver")
    engine.kv("crash").put("broker", kafka_broker.address)
    engine.deploy(text)
    until(lambda: engine.triggers["crash.records", "topic"].state == "LISTENING")
    with Producer(kafka_broker.address, count(1_000_000)) as producer:
        until(lambda: len(producer.acknowledged) >= 50)
        first = receiver(engine)
        os.kill(first, signal.SIGKILL)
        until(lambda: receiver(engine) not in (first, None))
        until(lambda: len(producer.acknowledged) >= 100)
    until(lambda: numbers_of(engine) >= set(producer.acknowledged), 60)
    made = [execution.trigger.variables for execution in engine.executions("crash.records", limit=None)]
    assert len({(each["partition"], each["offset"]) for each in made}) == len(made)


def numbers_of(engine):
    return {
        str(execution.trigger.variables["value"]["number"])
        for execution in engine.executions("crash.records", limit=None)
    }


def test_a_broker_that_does_not_answer_is_told_at_the_trigger(engine):
    engine.deploy(RECORDS.replace("ADDRESS", "127.0.0.1:1"))
    until(lambda: engine.triggers["crash.records", "topic"].state == "FAILED")
    assert "127.0.0.1:1" in engine.triggers["crash.records", "topic"].detail


@pytest.mark.parametrize(
    ("change", "reason"), [("deleted = 1", "was removed"), ("source = 'id: of another time'", "cannot be read")]
)
def test_an_event_for_a_flow_that_is_there_no_more_has_its_verdict_and_is_told_in_it(tmp_path, change, reason):
    with start_busy(tmp_path) as busy:
        url, pid = told(busy).split()
        tell(busy, "sit")
        told(busy)
        post(url, {"n": 1})
        busy.kill()
    until(lambda: not alive(int(pid)))
    with closing(sqlite3.connect(tmp_path / "home" / "history.db")) as connection:
        connection.execute(f"UPDATE flows SET {change}")
        connection.commit()
    with wt.Engine(tmp_path / "home") as engine:
        until(engine.verdicts)
        assert len(engine.executions()) == 0
        (verdict,) = engine.verdicts()
        assert (verdict.outcome, verdict.stage) == (Outcome.FAILED, "flow")
        assert reason in verdict.reason
        assert json.loads(verdict.payload)["body"] == {"n": 1}


def test_an_engine_in_memory_has_no_place_for_an_inbox():
    with pytest.raises(wt.WavetankError, match="in memory"):
        wt.Engine(config=SETTINGS)


def test_nothing_is_lost_or_made_twice_when_either_process_is_killed(tmp_path, kafka_broker):
    chance = random.Random(3)
    with ExitStack() as together:
        scene = Scene(tmp_path, kafka_broker.address, together, settings={"wavetank.receiver": "process"})
        for number in range(12):
            scene.victim.live()
            if number % 4:
                scene.victim.until_it_listens()
            time.sleep(chance.uniform(0.1, 1.5))
            if number % 3 == 2:
                os.kill(receiver_of(scene.home), signal.SIGKILL)
                time.sleep(chance.uniform(0.1, 1.5))
            scene.die_and_be_examined()
        scene.rest()
    assert scene.called


def receiver_of(home):
    """The process that has an inbox of a home open."""
    wanted = str(home / "inboxes")
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and wanted in (folder / "cmdline").read_text():
                return int(folder.name)
    raise AssertionError("There is no receiver")
