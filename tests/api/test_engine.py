from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import wavetank as wt
from wavetank.engine.watch import WatchState
from wavetank.model.event import Outcome
from wavetank.model.state import State

HELLO = """
id: hello
namespace: company.team
inputs:
  - id: who
    type: STRING
    defaults: world
tasks:
  - id: greet
    type: io.kestra.plugin.core.debug.Return
    format: "hello {{ inputs.who }}"
"""

HOOK = """
id: hook
namespace: company.team
labels:
  team: a
tasks:
  - id: take
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body.n }} {{ secret('TOKEN') }}"
triggers:
  - id: webhook
    type: io.kestra.plugin.core.trigger.Webhook
    key: "{{ secret('WEBHOOK_KEY') }}"
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.body.n > 0 }}"
"""


@pytest.fixture
def engine():
    with wt.Engine(config={"wavetank.server.port": 0}) as engine:
        engine.secrets["WEBHOOK_KEY"] = "open-sesame"
        engine.secrets["TOKEN"] = "do-not-tell"
        yield engine


def post(url, body, **headers):
    with urlopen(Request(url, json.dumps(body).encode(), headers)) as answer:
        return answer.status, json.loads(answer.read() or "null")


def test_a_run_gives_the_outputs_of_each_task(engine):
    engine.deploy(HELLO)
    execution = engine.run("company.team.hello", inputs={"who": "Ada"})
    assert execution.state is State.SUCCESS
    assert execution["greet"]["value"] == "hello Ada"
    assert [change.state for change in execution.history] == [State.CREATED, State.RUNNING, State.SUCCESS]


def test_an_input_that_is_left_out_takes_its_default(engine):
    engine.deploy(HELLO)
    assert engine.run("company.team.hello")["greet"]["value"] == "hello world"


def test_a_program_with_a_loop_of_its_own_may_await(engine):
    engine.deploy(HELLO)

    async def program():
        execution = await engine.run.awaitable("company.team.hello", wait=False)
        return (await execution).state

    assert asyncio.run(program()) is State.SUCCESS


def test_the_same_text_keeps_its_revision_and_another_text_gets_the_next(engine):
    assert engine.deploy(HELLO).revision == 1
    assert engine.deploy(HELLO).revision == 1
    assert engine.deploy(HELLO.replace("hello {{", "hi {{")).revision == 2


def test_an_unknown_flow_is_refused_with_what_there_is(engine):
    engine.deploy(HELLO)
    with pytest.raises(wt.NotFoundError, match=r"company\.team\.hello"):
        engine.run("company.team.helo")


def test_a_broken_text_leaves_the_revision_before_it_alive(engine):
    engine.deploy(HELLO)
    with pytest.raises(wt.FlowError) as refusal:
        engine.deploy(HELLO.replace("format:", "fromat:"))
    assert refusal.value.diagnostics[0].line == 11
    assert engine.flows["company.team.hello"].revision == 1
    assert engine.run("company.team.hello").state is State.SUCCESS


def test_a_task_that_fails_says_which_and_why(engine):
    engine.deploy(HELLO.replace("{{ inputs.who }}", "{{ inputs.woh }}"))
    execution = engine.run("company.team.hello")
    assert execution.state is State.FAILED
    assert "greet" in execution.error
    assert "woh" in execution.error


def test_a_webhook_answers_with_the_execution_that_is_on_disk(engine):
    engine.deploy(HOOK)
    url = engine.triggers["company.team.hook", "webhook"].url
    status, body = post(url, {"n": 1})
    assert status == 200
    assert body["state"]["current"] == "CREATED"
    execution = engine.execution(body["id"]).wait(10)
    assert execution.state is State.SUCCESS
    assert execution.trigger.variables["body"] == {"n": 1}
    assert execution.labels == {"team": "a", "system.correlationId": execution.id}


@pytest.mark.parametrize("place", ["company.team/hook/wrong-key", "company.team/no-such-flow/open-sesame"])
def test_a_wrong_key_or_flow_is_answered_404_with_a_json_error(engine, place):
    engine.deploy(HOOK)
    with pytest.raises(HTTPError) as refusal:
        post(f"{engine.url}/api/v1/main/executions/webhook/{place}", {"n": 1})
    assert refusal.value.code == 404
    assert "not found" in json.loads(refusal.value.read())["message"]


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_a_webhook_takes_all_three_methods(engine, method):
    engine.deploy(HOOK)
    url = engine.triggers["company.team.hook", "webhook"].url
    with urlopen(Request(url, b'{"n": 2}', method=method)) as answer:
        assert answer.status == 200


def test_a_request_that_a_condition_rejects_is_answered_204_and_explained(engine):
    engine.deploy(HOOK)
    url = engine.triggers["company.team.hook", "webhook"].url
    assert post(url, {"n": 0}) == (204, None)
    assert not engine.executions()
    assert "{{ trigger.body.n > 0 }} = false" in str(engine.why("company.team.hook"))


def test_a_request_that_comes_again_makes_no_second_execution(engine):
    engine.deploy(HOOK)
    url = engine.triggers["company.team.hook", "webhook"].url
    first = post(url, {"n": 1}, **{"Idempotency-Key": "k-1"})[1]["id"]
    again = post(url, {"n": 1}, **{"Idempotency-Key": "k-1"})[1]["id"]
    assert first == again
    assert len(engine.executions()) == 1
    assert [verdict.outcome for verdict in engine.verdicts()] == [Outcome.DUPLICATE, Outcome.FIRED]


def test_secrets_are_masked_in_logs_and_in_the_url_that_is_kept(engine):
    engine.deploy(HOOK)
    execution = engine.fire("company.team.hook", "webhook", {"body": {"n": 5}}).execution
    (entry,) = execution.logs
    assert entry.message.startswith("5 *")
    assert "do-not-tell" not in entry.message
    trigger = engine.triggers["company.team.hook", "webhook"]
    assert trigger.url.endswith("/open-sesame")
    assert "open-sesame" not in trigger.masked_url + repr(engine.triggers) + repr(trigger)


def test_a_webhook_whose_secret_is_missing_says_so_and_is_not_there(engine):
    engine.deploy(HOOK.replace("WEBHOOK_KEY", "NO_SUCH_KEY"))
    trigger = engine.triggers["company.team.hook", "webhook"]
    assert trigger.state is WatchState.FAILED
    assert "NO_SUCH_KEY" in trigger.detail
    with pytest.raises(HTTPError, match="404"):
        post(f"{engine.url}/api/v1/main/executions/webhook/company.team/hook/", {"n": 1})


def test_a_paused_trigger_is_not_there_until_it_goes_on(engine):
    engine.deploy(HOOK)
    url = engine.triggers["company.team.hook", "webhook"].url
    engine.pause_trigger("company.team.hook", "webhook")
    with pytest.raises(HTTPError, match="404"):
        post(url, {"n": 1})
    engine.resume_trigger("company.team.hook", "webhook")
    assert post(url, {"n": 1})[0] == 200


def test_wait_gives_up_after_its_timeout_and_the_execution_goes_on(engine):
    engine.deploy(
        HELLO.replace("debug.Return", "flow.Sleep").replace('format: "hello {{ inputs.who }}"', "duration: PT0.3S")
    )
    execution = engine.run("company.team.hello", wait=False)
    with pytest.raises(wt.TimeoutExceededError, match="still RUNNING"):
        execution.wait(0.01)
    assert execution.wait(10).state is State.SUCCESS


def test_a_home_holds_flows_and_executions_over_a_restart(tmp_path):
    with wt.Engine(home=tmp_path / ".wavetank") as engine:
        engine.deploy(HELLO)
        before = engine.run("company.team.hello").id
    with wt.Engine(home=tmp_path / ".wavetank") as engine:
        assert engine.execution(before)["greet"]["value"] == "hello world"
        assert engine.run("company.team.hello").state is State.SUCCESS
        assert len(engine.executions(flow="company.team.hello")) == 2


def test_an_execution_that_a_stop_cut_off_goes_on_with_a_new_attempt(tmp_path):
    text = HELLO.replace("debug.Return", "flow.Sleep").replace('format: "hello {{ inputs.who }}"', "duration: PT1S")
    with wt.Engine(home=tmp_path / ".wavetank") as engine:
        engine.deploy(text)
        cut = engine.run("company.team.hello", wait=False).id
    with wt.Engine(home=tmp_path / ".wavetank") as engine:
        assert engine.taken_over == (cut,)
        execution = engine.execution(cut).wait(10)
        assert execution.state is State.SUCCESS
        assert [attempt.cut for attempt in execution.task_runs[0].attempts] == [True, False]


def test_a_stopped_engine_leaves_no_thread(tmp_path):
    before = set(threading.enumerate())
    with wt.Engine(home=tmp_path / ".wavetank", config={"wavetank.server.port": 0}) as engine:
        engine.deploy(HELLO)
        engine.run("company.team.hello")
    left = [thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("AnyIO worker")]
    assert left == []


def test_flows_that_are_deployed_before_the_start_listen_after_it():
    engine = wt.Engine(config={"wavetank.server.port": 0})
    try:
        engine.secrets["WEBHOOK_KEY"] = "k"
        engine.deploy(HOOK)
        assert engine.url == ""
        engine.start()
        assert engine.triggers["company.team.hook", "webhook"].state is WatchState.LISTENING
    finally:
        engine.stop()


def test_executions_can_be_listed_by_flow_and_state(engine):
    engine.deploy(HELLO)
    engine.deploy(HELLO.replace("id: hello", "id: broken").replace("inputs.who", "inputs.none"))
    engine.run("company.team.hello")
    engine.run("company.team.broken")
    assert [execution.flow_id for execution in engine.executions()] == ["broken", "hello"]
    assert [execution.flow_id for execution in engine.executions(state="FAILED")] == ["broken"]
    assert list(engine.executions(flow="company.team.hello").df()["state"]) == ["SUCCESS"]


def test_a_default_may_be_an_expression(engine):
    text = HELLO.replace("defaults: world", 'defaults: "{{ flow.id | upper }}"')
    engine.deploy(text)
    assert engine.run("company.team.hello")["greet"]["value"] == "hello HELLO"


def test_half_of_a_surrogate_pair_in_a_request_holds_nothing_up(engine):
    engine.deploy(HOOK)
    url = engine.triggers["company.team.hook", "webhook"].url
    with urlopen(Request(url, b'{"n": 1, "name": "\\ud800"}')) as answer:
        broken = json.load(answer)["id"]
    assert engine.execution(broken).wait(10).trigger.variables["body"]["name"] == "\ufffd"
    assert engine.trouble == ""


FORKING = """
import os, sys
import wavetank as wt

engine = wt.Engine(sys.argv[1]).start()
child = os.fork()
if child == 0:
    try:
        engine.settle()
    except wt.EngineStoppedError as error:
        print(error, flush=True)
    # As at the end of any program: what was registered for it is called.
    sys.exit()
_, status = os.waitpid(child, 0)
engine.settle()
with wt.Engine(sys.argv[1]) as other:
    print(status, len(other.doctor()) > 0, flush=True)
"""


def test_a_process_that_is_forked_from_that_of_an_engine_leaves_it_alone(tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", FORKING, str(tmp_path / "home")]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()
    assert told == ["The engine runs in the process that this one was forked from. Call it there.", "0 True"]
