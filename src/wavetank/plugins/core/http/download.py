from __future__ import annotations

import re
from email.message import Message
from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.level import Level
from wavetank.model.property import Property  # noqa: TC001 - pydantic reads it
from wavetank.plugins.core.http.http_task import HttpTask, headers_of
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.storage.spool import spool
from wavetank.plugins.core.storage.stored_name import extension_of, stored_name

if TYPE_CHECKING:
    from typing import BinaryIO

    import httpx

_UNWANTED = re.compile(r"[^\w.()+@,=~ -]")


class Download(HttpTask, RunnableTask):
    """
    Sends an HTTP request and keeps the answer as a file (language reference, section 7.3).

    Outputs: `uri` (of the file), `code`, `length` (bytes), `headers` (name → list).

    Attributes:
        fail_on_empty_response: Whether an answer without a body fails the task.
        save_as: The name of the file; else the server's, or a new one with the extension of the address.
    """

    fail_on_empty_response: Property[bool] | None = None
    save_as: Property[str] | None = None

    async def run(self, context: RunContext) -> Outputs | None:
        """Sends the request."""
        async with self.answered(context) as response:
            with spool() as file:
                length = await _received(response, file)
                if not length:
                    self._check_empty(context)
                name = self._name(context, response)
                uri = await anyio.to_thread.run_sync(context.put_file, name, file)
                return {"uri": uri, "code": response.status_code, "length": length, "headers": headers_of(response)}

    def _check_empty(self, context: RunContext) -> None:
        if resolved(self.fail_on_empty_response, context, default=True):
            raise TaskError(
                "No response from server: the body is empty.", remedy="Or set `failOnEmptyResponse: false`."
            )
        context.log(Level.WARN, "The body of the response is empty.")

    def _name(self, context: RunContext, response: httpx.Response) -> str:
        wanted = resolved(self.save_as, context, "") or _disposition(response)
        name = _UNWANTED.sub("_", wanted.replace("\\", "/").rpartition("/")[2]).strip()
        return name if name.strip(".") else stored_name(context, extension_of(response.url.path))


async def _received(response: httpx.Response, file: BinaryIO) -> int:
    async for part in response.aiter_bytes():
        file.write(part)
    length = file.tell()
    file.seek(0)
    return length


def _disposition(response: httpx.Response) -> str:
    header = Message()
    header["content-disposition"] = response.headers.get("content-disposition", "")
    return header.get_filename("")
