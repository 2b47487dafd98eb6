from __future__ import annotations

import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wavetank.errors import TaskError
from wavetank.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.abc.runnable_task import RunContext
    from wavetank.plugins.call.cell_function import CellFunction

_FOLDER = str(Path(__file__).parent)


@contextmanager
def told_by_line(function: CellFunction, context: RunContext) -> Iterator[None]:
    """
    Has an error of a function told with its line; where it came from goes to the log, from the function on.

    Raises:
        TaskError: In the place of any other error than one that the function means so.
    """
    try:
        yield
    except TaskError:
        raise
    except Exception as error:
        way = traceback.extract_tb(error.__traceback__)
        own = traceback.StackSummary.from_list([step for step in way if not step.filename.startswith(_FOLDER)])
        shown = [*own.format(), *traceback.format_exception_only(error)]
        context.log(Level.DEBUG, f"Traceback (most recent call last):\n{''.join(shown)}".rstrip())
        text = "".join(traceback.format_exception_only(error)).strip().removesuffix(".")
        line = f"It is raised below line {own[0].lineno} of {function.name}: {own[0].line}" if own else ""
        raise TaskError(f"{text}.", remedy=line) from error
