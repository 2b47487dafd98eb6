"""The tutorials run from top to bottom on real servers, and are kept with outputs that may be published."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from tests.missions import KAFKA, S3, WEBHOOK
from tests.notebooks.conftest import ROOT, encoded
from tests.servers.s3_server import SECRET_KEY

FOLDER = ROOT / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 100
# The style of what is shown may change without anybody noticing.
SANITIZE = Path(__file__).with_name("sanitize.cfg")

every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def flow_cells(path):
    return [cell for cell in code_cells(path) if cell.source.startswith("%%flow")]


def outputs(path):
    return [output for cell in code_cells(path) for output in cell.outputs]


def run(command, environment, folder):
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def test_these_are_the_notebooks():
    assert [path.stem for path in PATHS] == [
        "01-quickstart",
        "02-files-from-s3",
        "03-orders-from-kafka",
        "04-saga",
        "05-schedules-and-backfill",
        "06-python-functions-as-tasks",
        "07-testing-triggers-interactively",
    ]


@pytest.mark.kernel
@pytest.mark.server
@every_notebook
def test_every_cell_runs_and_cells_that_are_marked_show_what_is_kept(path, servers, tmp_path):
    options = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=60", "-p", "no:cacheprovider", "-q"]
    options += ["--nbval-sanitize-with", str(SANITIZE)]
    status, said = run(["-m", "pytest", *options, f"--rootdir={tmp_path}", path], servers, tmp_path)
    assert status == 0, said
    assert f"{len(code_cells(path))} passed" in said


@every_notebook
def test_some_outputs_are_compared(path):
    marked = [cell for cell in code_cells(path) if "nbval-check-output" in cell.metadata.get("tags", ())]
    assert len(marked) >= 5
    assert all(cell.outputs for cell in marked)


@pytest.mark.server
@pytest.mark.parametrize(
    ("name", "variable"), [("02-files-from-s3", "ENV_S3_ENDPOINT"), ("03-orders-from-kafka", "ENV_KAFKA_SERVERS")]
)
def test_a_reader_without_a_server_is_given_one(name, variable, environment):
    first = code_cells(FOLDER / f"{name}.ipynb")[0].source
    status, said = run(["-c", f"{first}\nprint(os.environ[{variable!r}])"], environment, FOLDER)
    assert status == 0, said
    assert re.search(r"127\.0\.0\.1:\d+\n$", said)


@pytest.mark.parametrize(
    ("name", "text"), [("01-quickstart", WEBHOOK), ("02-files-from-s3", S3), ("03-orders-from-kafka", KAFKA)]
)
def test_the_flow_that_it_is_about_stands_in_it_unchanged(name, text):
    shown = [cell.source.partition("\n")[2] for cell in flow_cells(FOLDER / f"{name}.ipynb")]
    assert text.strip() in shown


@every_notebook
def test_it_is_kept_as_it_ran_from_top_to_bottom(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@every_notebook
def test_the_card_of_a_flow_is_kept_as_text_and_html_that_need_no_kernel(path):
    shown = [cell for cell in flow_cells(path) if "--quiet" not in cell.source and "tags" not in cell.metadata]
    assert shown
    for cell in shown:
        (card,) = cell.outputs
        assert {"text/html", "text/plain"} <= set(card.data)
        assert "<table>" in card.data["text/html"]


@every_notebook
def test_beside_every_widget_stand_text_and_html(path):
    bundles = [set(output.data) for output in outputs(path) if "data" in output]
    assert bundles
    assert not [
        kinds
        for kinds in bundles
        if "application/vnd.jupyter.widget-view+json" in kinds and not {"text/html", "text/plain"} <= kinds
    ]


def test_a_mistake_in_a_flow_shows_its_line_in_colour_and_no_python():
    (fault,) = (output for output in outputs(FOLDER / "01-quickstart.ipynb") if output.output_type == "error")
    shown = "\n".join(fault.traceback)
    assert fault.ename == "FlowError"
    assert "line 7, column 5" in shown
    assert "\x1b[31m    ^^^^^^\x1b[0m" in shown
    assert "Did you mean `message`?" in shown
    assert "Traceback" not in shown
    assert ".py" not in shown


@every_notebook
def test_it_tells_no_path_and_no_host_of_the_machine_that_ran_it(path):
    text = path.read_text()
    assert not re.findall(r"(?:/home|/root|/tmp|/Users|/var|/opt|/usr)/\S+|[A-Z]:\\\\\S+", text)
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text
    assert set(re.findall(r"https?://([^/:\s\"\\]+)", text)) <= {"127.0.0.1", "localhost"}


@every_notebook
def test_it_holds_no_secret(path):
    text = path.read_text()
    assert SECRET_KEY not in text
    assert encoded(SECRET_KEY) not in text
    keys = re.findall(r"/executions/webhook/company\.team/\w+/([^\s<\"\\]+)", text)
    assert set(keys) <= {"******"}


@every_notebook
def test_it_is_small(path):
    assert path.stat().st_size < 300_000
