from __future__ import annotations

from pydantic import Field

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.task import Task
from wavetank.plugins.core.storage.stored_name import extension_of, stored_name


class Reverse(Task, RunnableTask):
    r"""
    Turns the lines of a file around, the last one first; the output is `uri` (language reference, section 7.8).

    Attributes:
        source: `from`: the URI of a text file, which is held in memory.
        separator: What ends a line; `\n` if left out.
        charset: The encoding of the file; UTF-8 if left out.
    """

    source: str = Field(alias="from")
    separator: str = "\n"
    charset: str = "UTF-8"

    def run(self, context: RunContext) -> Outputs | None:
        """Turns the lines around."""
        uri, separator, charset = (context.render(each) for each in (self.source, self.separator, self.charset))
        with context.open(uri) as file:
            content = file.read()
        try:
            lines = content.decode(charset).split(separator)
        except (LookupError, UnicodeDecodeError, ValueError) as error:
            raise TaskError(f"{uri} cannot be read as {charset} text: {error}.") from error
        if not lines[-1]:
            lines.pop()
        turned = "".join(f"{line}{separator}" for line in reversed(lines))
        return {"uri": context.put_file(stored_name(context, extension_of(uri)), turned.encode(charset))}
