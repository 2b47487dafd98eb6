"""What only a real kernel shows: messages, threads, prompts, the end."""

from __future__ import annotations

import json
import time
from queue import Empty

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

pytestmark = pytest.mark.kernel

VIEW = "application/vnd.jupyter.widget-view+json"
SLOW = """\
id: slow
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT0.6S
"""


class Kernel:
    """A kernel and what it said in answer to the last cell."""

    def __init__(self, folder, environment):
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env=environment)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def execute(self, code, answer=None):
        """Runs a cell; returns all that the kernel said until it was idle, asked for or not, and the status."""
        request = self.client.execute(code, allow_stdin=answer is not None)
        if answer is not None:
            self.asked = self.client.get_stdin_msg(timeout=20)["content"]
            self.client.input(answer)
        messages = self.until(
            lambda message: (
                message["parent_header"].get("msg_id") == request
                and message["content"].get("execution_state") == "idle"
            ),
            60,
        )
        while (reply := self.client.get_shell_msg(timeout=10))["parent_header"]["msg_id"] != request:
            continue
        return messages, reply["content"]["status"]

    def iopub(self, seconds):
        """Returns what the kernel says within some seconds, or until its channel is closed."""
        messages, until = [], time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                messages.append(self.client.get_iopub_msg(timeout=left))
            except Empty:
                break
        return messages

    def until(self, wanted, seconds=20):
        """Returns the messages up to the first one that is wanted."""
        messages, until = [], time.monotonic() + seconds
        while not (messages and wanted(messages[-1])):
            messages.append(self.client.get_iopub_msg(timeout=max(until - time.monotonic(), 0.01)))
        return messages

    def answer(self, kind):
        """Returns the content of the next reply of a kind."""
        while (reply := self.client.get_shell_msg(timeout=10))["header"]["msg_type"] != kind:
            continue
        return reply["content"]

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory, kernel_environment):
    kernel = Kernel(tmp_path_factory.mktemp("notebook"), kernel_environment)
    kernel.execute("%load_ext wavetank\nfrom wavetank.notebook.extension import get_engine\nengine = get_engine()")
    yield kernel
    kernel.stop()


def of_type(messages, *kinds):
    return [message["content"] for message in messages if message["header"]["msg_type"] in kinds]


def card_of(messages):
    [content] = [each for each in of_type(messages, "display_data") if VIEW in each["data"]]
    return content


def pushed(messages, model, name):
    """What the kernel told the page of a widget unasked."""
    return [
        json.loads(bytes(message["buffers"][0]))
        for message in messages
        if message["header"]["msg_type"] == "comm_msg"
        and message["content"]["comm_id"] == model
        and message["content"]["data"].get("content", {}).get("push") == name
    ]


def pictures(messages, model):
    return [content["html"] for content in pushed(messages, model, "card")]


def asked(kernel, model, method, subshell=None, **params):
    """Sends what a page would ask of a widget."""
    content = {"id": "1", "method": method, "params": params}
    data = {"method": "custom", "content": content}
    request = kernel.client.session.msg("comm_msg", {"comm_id": model, "data": data})
    if subshell is not None:
        request["header"]["subshell_id"] = subshell
    kernel.client.shell_channel.send(request)


def is_answer(message, model):
    content = message["content"].get("data", {}).get("content", {}) if "data" in message["content"] else {}
    return message["content"].get("comm_id") == model and "answer" in content


def opened(kernel, messages):
    """The model of the card that a cell showed, with a page that has it open."""
    model = card_of(messages)["data"][VIEW]["model_id"]
    asked(kernel, model, "open")
    kernel.until(lambda message: is_answer(message, model))
    return model


def test_a_card_is_a_widget_with_a_picture_and_a_text_beside_it(kernel, hooked):
    messages, status = kernel.execute(f"%%flow\n{hooked}")
    assert status == "ok"
    content = card_of(messages)
    assert "company.team.hooked, revision" in content["data"]["text/plain"]
    assert "http://127.0.0.1" in content["data"]["text/html"]
    assert len(content["data"]["text/html"]) < 8000, "a notebook stays small"
    [opened] = [
        each
        for each in of_type(messages, "comm_open")
        if each["target_name"] == "jupyter.widget" and each["comm_id"] == content["data"][VIEW]["model_id"]
    ]
    assert "render" in opened["data"]["state"]["_esm"]
    assert "hooked" in opened["data"]["state"]["html"]


def test_a_run_in_a_cell_shows_its_execution(kernel, hello):
    messages, status = kernel.execute(f"%%flow --run\n{hello}")
    assert status == "ok"
    [result] = of_type(messages, "execute_result")
    assert "SUCCESS" in result["data"]["text/html"]
    assert result["data"]["text/plain"].startswith("company.team.hello SUCCESS")
    assert not of_type(messages, "stream"), "nothing is printed"


def test_a_card_moves_while_no_cell_runs(kernel):
    messages, _ = kernel.execute(f"%%flow\n{SLOW}")
    model = opened(kernel, messages)
    started, _ = kernel.execute("slow = engine.run('company.team.slow', wait=False)")
    assert not any("SUCCESS" in picture for picture in pictures(started, model))
    seen = kernel.until(lambda message: any("SUCCESS" in picture for picture in pictures([message], model)))
    assert "SUCCESS" not in pictures(started + seen, model)[0], "it was seen to go on before it was seen to end"
    assert seen[-1]["parent_header"] == {}, "it answers no cell"


def test_a_card_is_updated_at_most_four_times_a_second(kernel, hello):
    messages, _ = kernel.execute(f"%%flow\n{hello}")
    model = opened(kernel, messages)
    messages, status = kernel.execute(
        "import time\nbegun = time.monotonic()\n"
        "for n in range(120): engine.run('company.team.hello', wait=n % 10 == 0)\n"
        "time.sleep(0.6)\nprint(time.monotonic() - begun)"
    )
    assert status == "ok"
    spent = float(of_type(messages, "stream")[0]["text"])
    shown = pictures(messages, model)
    assert 1 <= len(shown) <= spent * 4 + 2
    assert sum(len(each["rows"]) for each in pushed(messages, model, "rows")) >= 120


def test_a_card_shows_no_other_flow(kernel, hello):
    messages, _ = kernel.execute(f"%%flow\n{hello.replace('id: hello', 'id: quiet', 1)}")
    model = opened(kernel, messages)
    messages, _ = kernel.execute("engine.run('company.team.hello')\nimport time; time.sleep(0.5)")
    assert pictures(messages, model) == []


def test_running_the_cell_again_freezes_the_former_card(kernel, hello):
    first, _ = kernel.execute(f"%%flow\n{hello}")
    kernel.execute("engine.run('company.team.hello');")
    second, _ = kernel.execute(f"%%flow\n{hello} ")
    former = card_of(first)
    [update] = of_type(second, "update_display_data")
    assert update["transient"]["display_id"] == former["transient"]["display_id"]
    assert set(update["data"]) == {"text/html", "text/plain"}
    assert "SUCCESS" in update["data"]["text/html"]
    assert "as of" in update["data"]["text/html"]
    assert former["data"][VIEW]["model_id"] in [each["comm_id"] for each in of_type(second, "comm_close")]


def test_without_a_page_nothing_is_drawn(kernel, hello):
    messages, _ = kernel.execute(f"%%flow\n{hello}")
    model = card_of(messages)["data"][VIEW]["model_id"]
    messages, _ = kernel.execute("engine.run('company.team.hello')\nimport time; time.sleep(0.5)")
    assert pictures(messages, model) == []


def test_a_frozen_card_moves_no_more(kernel, hello):
    first, _ = kernel.execute(f"%%flow\n{hello}")
    opened(kernel, first)
    kernel.execute(f"%%flow\n{hello} ")
    messages, _ = kernel.execute("engine.run('company.team.hello')\nimport time; time.sleep(0.5)")
    assert pictures(messages, card_of(first)["data"][VIEW]["model_id"]) == []


def test_a_fault_makes_the_cell_fail_without_a_traceback(kernel, hello):
    messages, status = kernel.execute(f"%%flow\n{hello.replace('debug.Return', 'debug.Retrun')}")
    assert status == "error"
    [error] = of_type(messages, "error")
    assert error["ename"] == "FlowError"
    text = "\n".join(error["traceback"])
    assert "Retrun" in text
    assert "Traceback" not in text
    assert "site-packages" not in text


def test_a_missing_secret_is_asked_for_behind_stars(kernel, hello):
    text = hello.replace("inputs.who", "secret('ASKED')").replace("id: hello", "id: asking", 1)
    messages, status = kernel.execute(f"%%flow --run\n{text}", answer="open-sesame")
    assert status == "ok"
    assert kernel.asked["password"] is True
    assert "ASKED" in kernel.asked["prompt"]
    [result] = of_type(messages, "execute_result")
    assert "SUCCESS" in result["data"]["text/plain"]
    assert "open-sesame" not in str(messages)


def test_where_nobody_can_be_asked_the_card_says_what_is_missing(kernel, hello):
    text = hello.replace("inputs.who", "secret('NOBODY')").replace("id: hello", "id: asking", 1)
    messages, status = kernel.execute(f"%%flow\n{text}")
    assert status == "ok"
    assert "NOBODY" in card_of(messages)["data"]["text/plain"]


def test_the_page_is_answered_on_its_subshell_while_a_cell_blocks(kernel):
    """
    The reason for a comm of our own: after a message from the engine's thread, ipykernel's would send the page's next
    messages behind the running cell.
    """
    client = kernel.client
    messages, _ = kernel.execute(f"%%flow\n{SLOW}")
    model = card_of(messages)["data"][VIEW]["model_id"]
    kernel.execute("engine.run('company.team.slow');")
    kernel.iopub(0.5)
    client.control_channel.send(client.session.msg("create_subshell_request"))
    subshell = client.get_control_msg(timeout=10)["content"]["subshell_id"]
    cell = client.execute("import time; time.sleep(4); print('cell ended')")
    kernel.until(lambda message: message["header"]["msg_type"] == "execute_input")
    asked(kernel, model, "open", subshell)
    seen = kernel.until(lambda message: is_answer(message, model), seconds=10)
    assert "cell ended" not in str(of_type(seen, "stream"))
    client.get_shell_msg(timeout=20)
    kernel.until(
        lambda message: (
            message["parent_header"].get("msg_id") == cell and message["content"].get("execution_state") == "idle"
        )
    )
    client.control_channel.send(client.session.msg("delete_subshell_request", {"subshell_id": subshell}))
    assert client.get_control_msg(timeout=10)["content"]["status"] == "ok"


def test_completion_answers_a_bare_client(kernel):
    kernel.client.complete("%flow tri", 9)
    reply = kernel.client.get_shell_msg(timeout=10)
    while reply["header"]["msg_type"] != "complete_reply":
        reply = kernel.client.get_shell_msg(timeout=10)
    assert reply["content"]["matches"] == ["triggers"]
    assert reply["content"]["cursor_start"] == 6


def test_completion_and_help_inside_a_cell_answer_a_bare_client(kernel):
    text = "%%flow\nid: \U0001f30a\nnamespace: company.team\ntasks:\n  - id: a\n    type: core.log.Lo"
    kernel.client.complete(text, len(text))
    reply = kernel.answer("complete_reply")
    assert "io.kestra.plugin.core.log.Log" in reply["matches"]
    assert text[reply["cursor_start"] : reply["cursor_end"]] == "core.log.Lo"
    kernel.client.inspect(text, text.index("namespace") + 3)
    reply = kernel.answer("inspect_reply")
    assert reply["found"]
    assert "**namespace**" in reply["data"]["text/markdown"]


SPEAKING = """\
id: speaking
namespace: company.team
tasks:
  - id: in_thread
    type: wavetank.Call
    function: in_thread
  - id: on_loop
    type: wavetank.Call
    function: on_loop
  - id: fails
    type: io.kestra.plugin.core.debug.Return
    format: "{{ nothing }}"
    allowFailure: true
"""
FUNCTIONS = """\
import logging, sys, warnings
import wavetank as wt
from IPython.display import HTML, display
logging.basicConfig(level='INFO')

def speak(where):
    print('printed', where)
    print('complained', where, file=sys.stderr)
    logging.info('logged %s', where)
    display(HTML('<b>shown</b>'))

wt.task(name='in_thread')(lambda: speak('in a thread'))

@wt.task
async def on_loop():
    speak('on the loop')
"""


def test_nothing_that_runs_in_the_background_is_printed_or_shown_in_a_cell(kernel):
    kernel.execute(FUNCTIONS)
    kernel.execute(f"%%flow --quiet\n{SPEAKING}")
    messages, status = kernel.execute(
        "speaking = engine.run('company.team.speaking', wait=False)\n"
        "import time\nfor n in range(20): print(n); time.sleep(0.02)\nspeaking.wait(10);"
    )
    assert status == "ok"
    said = "".join(each["text"] for each in of_type(messages, "stream"))
    assert said == "".join(f"{n}\n" for n in range(20))
    assert not of_type(messages, "display_data", "update_display_data")
    messages, _ = kernel.execute("print(sorted(entry.message for entry in speaking.logs if entry.task_id != 'fails'))")
    (told,) = of_type(messages, "stream")
    for where in ("in a thread", "on the loop"):
        for word in ("printed", "complained", "logged"):
            assert f"'{word} {where}'" in told["text"]
    assert told["text"].count("IPython.core.display.HTML object") == 2


def test_unloading_freezes_the_cards_and_ends_the_thread(kernel, hello):
    kernel.execute(f"%%flow\n{hello}")
    messages, _ = kernel.execute("%unload_ext wavetank")
    assert of_type(messages, "update_display_data")
    messages, _ = kernel.execute(
        "import threading; print([t.name for t in threading.enumerate() if t.name.startswith('wavetank')])"
    )
    assert of_type(messages, "stream")[0]["text"] == "[]\n"
    kernel.execute("%load_ext wavetank\nengine = get_engine()")


def test_stopping_the_engine_by_hand_waits_for_no_card(kernel, hooked):
    messages, _ = kernel.execute(f"%%flow\n{hooked}\n")
    model = card_of(messages)["data"][VIEW]["model_id"]
    _, status = kernel.execute("engine.stop()")
    assert status == "ok"
    messages, status = kernel.execute("%reload_ext wavetank\nengine = get_engine()")
    assert status == "ok"
    assert model in [each["comm_id"] for each in of_type(messages, "comm_close")]


def test_an_orderly_end_of_the_kernel_freezes_the_cards(tmp_path, kernel_environment, hello):
    kernel = Kernel(tmp_path, kernel_environment)
    try:
        messages, _ = kernel.execute(f"%load_ext wavetank\nget_ipython().run_cell_magic('flow', '', '''{hello}''')")
        shown = card_of(messages)["transient"]["display_id"]
        kernel.client.shutdown()
        seen = kernel.until(lambda message: message["header"]["msg_type"] == "update_display_data")
        assert seen[-1]["content"]["transient"]["display_id"] == shown
        assert VIEW not in seen[-1]["content"]["data"]
    finally:
        kernel.stop()


@pytest.fixture
def saved(tmp_path, kernel_environment, monkeypatch):
    """Executes cells as a notebook, and returns what would be saved."""
    monkeypatch.setenv("PYTHONPATH", kernel_environment["PYTHONPATH"])

    def execute(*cells):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        NotebookClient(
            notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
        ).execute()
        return notebook

    return execute


def test_a_saved_notebook_shows_what_happened_without_widgets(saved, hello):
    notebook = saved("%load_ext wavetank", f"%%flow --run\n{hello}", "%unload_ext wavetank")
    card, execution = notebook.cells[1].outputs
    assert set(card["data"]) == {"text/html", "text/plain"}
    assert "SUCCESS" in card["data"]["text/html"]
    assert "SUCCESS" in execution["data"]["text/html"]
    assert len(nbformat.writes(notebook)) < 40_000


def test_a_notebook_with_a_faulty_flow_fails(saved, hello):
    with pytest.raises(CellExecutionError, match="FlowError"):
        saved("%load_ext wavetank", f"%%flow\n{hello.replace('tasks:', 'taskz:')}")
