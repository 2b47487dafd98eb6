from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from .jupyter_server import JupyterServer

START = 60_000

# The execution indicator says idle before there is a kernel, and `kernel.status` says idle while a cell runs if a
# comm was answered on a subshell; a cell that is run too early is silently not run.
KERNEL_IS_IDLE = """async () => {
    const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
    if (!context) return false;
    await context.ready;
    const kernel = context.session?.kernel;
    const prompts = [...document.querySelectorAll('.jp-InputPrompt')];
    return kernel?.connectionStatus === 'connected' && kernel.status === 'idle'
        && !prompts.some(prompt => prompt.innerText.includes('*'));
}"""

# By command, since a notification can take the focus that a key would need.
RUN_CELL = """async ([index, wait]) => {
    const app = window.jupyterapp;
    app.shell.currentWidget.content.activeCellIndex = index;
    const done = app.commands.execute('notebook:run-cell');
    if (wait) await done;
}"""

RESOLVED_COLOUR = """variable => {
    const probe = document.body.appendChild(document.createElement('span'));
    probe.style.color = `var(${variable})`;
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
}"""

# The command resolves before the style sheet of the theme is there; the sheet alone gives colours to the page.
USE_THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
THEME_IS_LOADED = """name => {
    const used = document.body.dataset.jpThemeName;
    const colour = getComputedStyle(document.body).getPropertyValue('--jp-layout-color0').trim();
    return Boolean(used) && colour !== '' && (name === null || used === name);
}"""


class NotebookPage:
    """One notebook in one page of the browser; cells are counted from 0."""

    def __init__(self, page: Page, address: str, file: Path) -> None:
        self.page = page
        self.address = address
        self.file = file

    @classmethod
    def open(cls, page: Page, server: JupyterServer, name: str, cells: list, front_end: str = "lab") -> NotebookPage:
        """Writes a notebook of these cells, opens it and waits for its kernel. A string is a code cell."""
        code = [nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=code, metadata=metadata), server.notebooks / name)
        opened = cls(page, server.address(name, front_end), server.notebooks / name)
        opened.reopen()
        return opened

    def reopen(self) -> None:
        """Opens the file in the page, and waits for its kernel."""
        self.page.goto(self.address)
        self.cell(0).wait_for(timeout=START)
        self.wait_until_idle()

    def save(self) -> None:
        """Saves the notebook as it stands."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")

    def restart_kernel(self) -> None:
        """Restarts the kernel, and waits until it is there again."""
        self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.wait_until_idle()

    def cell(self, index: int) -> Locator:
        """The whole cell, input and output."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        """What the cell shows below its input."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def prompt(self, index: int) -> Locator:
        """The number of the cell's last run, or `[*]:` while it runs."""
        return self.cell(index).locator(".jp-InputPrompt")

    def tokens(self, index: int, text: str) -> Locator:
        """The coloured pieces of the cell's text that are exactly `text`; text without a colour is no piece."""
        return self.cell(index).locator(".cm-line span", has_text=re.compile(f"^{re.escape(text)}$"))

    def expect_colour(self, index: int, text: str, role: str) -> None:
        """Waits until the first piece `text` of the cell has the colour that the theme gives to `role`."""
        expect(self.tokens(index, text).first).to_have_css("color", self.colour(f"--jp-mirror-editor-{role}-color"))

    def colour(self, variable: str) -> str:
        """The colour that the theme gives to one of its variables."""
        return self.page.evaluate(RESOLVED_COLOUR, variable)

    def edit(self, index: int, *keys: str) -> None:
        """Puts the cursor at the very start of the cell, then presses these keys."""
        self.cell(index).locator(".cm-content").click()
        for key in ("Control+Home", *keys):
            self.page.keyboard.press(key)

    def write_at_start(self, index: int, text: str) -> None:
        """Types a text at the very start of the cell."""
        self.edit(index)
        self.page.keyboard.type(text)

    def run_cell(self, index: int, *, wait: bool = True) -> None:
        """Runs one cell, and by default waits until it ended."""
        self.page.evaluate(RUN_CELL, [index, wait])

    def wait_until_idle(self) -> None:
        """Waits for a connected kernel that runs no cell."""
        self.page.wait_for_function(KERNEL_IS_IDLE, timeout=START)

    def use_theme(self, name: str) -> None:
        """Changes the theme, for example to `JupyterLab Dark`, and waits until the page has its colours."""
        # Lab takes out the style sheet before it, and stumbles where that is still on its way.
        self.page.wait_for_function(THEME_IS_LOADED, arg=None)
        self.page.evaluate(USE_THEME, name)
        self.page.wait_for_function(THEME_IS_LOADED, arg=name)
