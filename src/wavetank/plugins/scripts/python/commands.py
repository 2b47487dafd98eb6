from __future__ import annotations

from wavetank.plugins.scripts.commands_task import CommandsTask
from wavetank.plugins.scripts.python.python_task import PythonTask


class Commands(PythonTask, CommandsTask):
    """Runs commands that find a Python, as `python main.py` (language reference, section 10.4)."""
