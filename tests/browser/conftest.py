from __future__ import annotations

import importlib.util
import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from .jupyter_server import jupyter_server
from .notebook_page import NotebookPage

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = {"width": 1400, "height": 900}
# Playwright's own 5 s are short where others use the machine: a page may still be colouring a long cell.
MILLISECONDS_TO_EXPECT = 20_000
# Notebook 7.6 throws these while it starts, with no extension installed as well.
OWN_ERRORS_OF_NOTEBOOK = {
    "Cannot read properties of undefined (reading 'schema')",
    "Command 'filebrowser:open-path' not registered.",
}


def absent(reason):
    """A machine without the tool skips; the continuous integration has it, or is broken."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with jupyter_server(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture(scope="package")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        absent("no chromium on PATH, and CHROMIUM does not name one")
    expect.set_options(timeout=MILLISECONDS_TO_EXPECT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, server):
    """
    An empty page in a context of its own; an error that no script of the page catches fails the test. The kernels of
    its notebooks end behind it: a page that still sees a kernel go has requests open, and throws.
    """
    context = chromium.new_context(viewport=WINDOW)
    errors = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(error.message))
    yield page
    expected = OWN_ERRORS_OF_NOTEBOOK if "/notebooks/" in page.url else set()
    context.close()
    server.end_kernels()
    assert [error for error in errors if error not in expected] == []


@pytest.fixture
def open_notebook(page, server, request):
    """A function of a list of cells that opens them as a notebook, in Lab or in Notebook."""

    def opened(cells, front_end="lab"):
        if front_end == "notebook" and importlib.util.find_spec("notebook") is None:
            absent("Notebook 7 is not installed")
        return NotebookPage.open(page, server, f"{request.node.originalname}-{front_end}.ipynb", cells, front_end)

    return opened
