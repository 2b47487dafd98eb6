from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.written import as_written
from wavetank.errors import TaskError
from wavetank.model.ion import dump_value, loads
from wavetank.plugins.core.storage.lines import lines_of
from wavetank.plugins.core.storage.spool import spool
from wavetank.plugins.core.storage.stored_name import stored_name
from wavetank.plugins.transform.jsonata.transformation import Transformation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from wavetank.abc.runnable_task import Outputs, RunContext


class TransformItems(Transformation):
    """
    Evaluates JSONata on each value of a file, a line of Ion or JSON each (a whole JSON document is one value).

    Outputs: `uri` of a file with a result a line, `processedItemsTotal`, the number of its lines.

    Attributes:
        explode_array: A result that is a list becomes a line for each of its elements.
    """

    explode_array: bool = True

    def run(self, context: RunContext) -> Outputs | None:
        """Goes through the values."""
        program, written = self.program(context), 0
        with context.open(context.render(self.source)) as file, spool() as out:
            for value in _values(file):
                result = as_written(program.evaluate(as_written(value)))
                for each in result if self.explode_array and isinstance(result, list) else (result,):
                    out.write(f"{dump_value(each)}\n".encode())
                    written += 1
            out.seek(0)
            uri = context.put_file(stored_name(context, ".ion"), out)
        return {"uri": uri, "processedItemsTotal": written}


def _values(file: BinaryIO) -> Iterator[Any]:
    """Yields the values of a file: line by line while each line is whole, the rest as one text."""
    lines = lines_of(file)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = loads(line)
        except ValueError:
            yield from _spread("\n".join((line, *lines)), number)
            return
        yield from values


def _spread(text: str, number: int) -> list[Any]:
    try:
        return loads(text)
    except ValueError as error:
        raise TaskError(f"From line {number} on, the file is neither Ion nor JSON: {error}.") from error
