from __future__ import annotations

import pytest

from wavetank.notebook.completion.explain import explain
from wavetank.notebook.completion.inspector import install
from wavetank.notebook.extension import _loaded


@pytest.fixture
def told(run, shell):
    def explain_at(text):
        before, _, after = text.partition("¦")
        return explain(_loaded[id(shell)], before + after, len(before))

    return explain_at


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("%flow fi¦re orders", "Send a made-up event"),
        ("df = %flow d¦f", "as a DataFrame"),
        ("%flow ¦", "%flow VERB"),
        ("%flow run hello --t¦o load", "**--to**: Run up to this task"),
        ("%%fl¦ow --run\nid: a", "--with TASK=VARIABLE"),
        ("%%flow --ru¦n\nid: a", "**--run**"),
        ("%%flow\nid: a\nconcurr¦ency:\n", "**concurrency**"),
        ("%%flow\nid: é\nlabels: {a: '😀'}\ndisa¦bled: true", "**disabled**"),
    ],
)
def test_what_stands_at_the_cursor_is_explained(told, text, said):
    assert said in told(text)


@pytest.mark.parametrize("text", ["prin¦t(1)", "x = '%flow'¦", "%other fi¦re"])
def test_python_is_left_to_python(told, text):
    assert told(text) == ""


class Kernel:
    def do_inspect(self, code, cursor_pos, detail_level=0, omit_sections=()):
        return {"found": False, "asked": code}


def test_a_kernel_asks_us_first_and_is_as_before_afterwards(run, shell):
    kernel = Kernel()
    undo = install(_loaded[id(shell)], type("Shell", (), {"kernel": kernel})())
    answer = kernel.do_inspect("%flow fire", 8)
    assert answer["found"]
    assert "made-up event" in answer["data"]["text/markdown"]
    assert kernel.do_inspect("print", 3, detail_level=1)["asked"] == "print"
    undo()
    assert vars(kernel) == {}
    assert install(_loaded[id(shell)], object())() is None


def test_a_question_mark_explains_methods_of_the_engine(run):
    shown = run("import wavetank as wt\nengine = wt.get_engine()\nengine.run?").printed
    assert "to:" in shown
    assert "self," not in shown
    assert "The last task to run" in shown
