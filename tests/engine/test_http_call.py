from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import wavetank as wt
from wavetank.model.state import State


class Echo(BaseHTTPRequestHandler):
    def do_GET(self):
        status = 500 if "broken" in self.path else 200
        body = json.dumps({"path": self.path, "said": self.headers.get("X-Said")}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


@pytest.fixture
def result(address, engine):
    def run(expression):
        text = f"""
id: f
namespace: n
tasks:
- id: ask
  type: io.kestra.plugin.core.debug.Return
  format: "{{{{ {expression.replace("ADDRESS", address)} }}}}"
"""
        engine.deploy(text)
        return engine.run("n.f")

    return run


def test_an_expression_of_a_task_reads_the_parsed_answer(result):
    execution = result("http(uri='ADDRESS/x', query={'a': 1}, headers={'X-Said': 'hello'}).said")
    assert execution["ask"]["value"] == "hello"


def test_a_failing_status_fails_the_task_with_the_status(result):
    execution = result("http(uri='ADDRESS/broken')")
    assert execution.state is State.FAILED
    assert "status 500" in execution.error


def test_a_server_that_is_not_there_fails_the_task(result):
    assert "got no answer" in result("http(uri='http://127.0.0.1:9/x')").error


def test_a_block_that_is_asked_on_the_loop_may_not_wait_for_the_network(address, engine):
    text = f"""
id: f
namespace: n
tasks:
- id: if
  type: io.kestra.plugin.core.flow.If
  condition: "{{{{ http(uri='{address}') }}}}"
  then: [{{id: a, type: io.kestra.plugin.core.debug.Return}}]
"""
    engine.deploy(text)
    assert "must not wait for the network" in engine.run("n.f").error


CHOOSES = """
id: f
namespace: n
inputs:
- {id: name, type: STRING}
- id: said
  type: SELECT
  expression: "{{ [http(uri='ADDRESS/x', headers={'X-Said': inputs.name}).said] }}"
  autoSelectFirst: true
  dependsOn: {inputs: [name]}
tasks:
- {id: tell, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.said }}"}
"""


def test_the_choices_of_an_input_that_is_given_by_hand_may_come_from_the_network(address, engine):
    engine.deploy(CHOOSES.replace("ADDRESS", address))
    execution = engine.run("n.f", {"name": "hello"})
    assert execution["tell"]["value"] == "hello"
    assert [each.value for each in engine.resolve_inputs("n.f", {"name": "you"})] == ["you", "you"]
    again = engine.replay(execution.id, inputs={"name": "again", "said": "again"}).wait(10)
    assert again["tell"]["value"] == "again"
    with pytest.raises(wt.InputError, match="said"):
        engine.run("n.f", {"name": "hello", "said": "bye"})
