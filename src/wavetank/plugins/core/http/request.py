from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.level import Level
from wavetank.model.property import Property  # noqa: TC001 - pydantic reads it
from wavetank.plugins.core.http.http_task import HttpTask, headers_of
from wavetank.plugins.core.http.options import LoggedPart, Options
from wavetank.plugins.core.resolved import resolved

if TYPE_CHECKING:
    import httpx

_LARGEST = 10 << 20


class Request(HttpTask, RunnableTask):
    """
    Sends an HTTP request and keeps the answer as text (language reference, section 7.3).

    Outputs: `code`, `headers` (name → list), `body` or `encryptedBody`, `uri`.

    Attributes:
        encrypt_body: Keeps the body encrypted with the engine's key.
    """

    encrypt_body: Property[bool] | None = None

    async def run(self, context: RunContext) -> Outputs | None:
        """Sends the request."""
        options = self.options or Options()
        async with self.answered(context) as response:
            content = await _read(response, resolved(options.max_content_length, context, _LARGEST))
            body = _text(response, content, resolved(options.default_charset, context, "UTF-8"))
            if LoggedPart.RESPONSE_BODY in options.logs:
                context.log(Level.DEBUG, f"response body: {body}")
            outputs = {"code": response.status_code, "headers": headers_of(response), "uri": context.render(self.uri)}
        if resolved(self.encrypt_body, context, default=False):
            return {**outputs, "encryptedBody": context.encrypted(body)}
        return {**outputs, "body": body or None}


async def _read(response: httpx.Response, limit: int) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > limit:
            raise TaskError(
                f"The body of the answer has more than {limit:,} bytes.",
                remedy="Use http.Download, or give `options.maxContentLength`.",
            )
    return b"".join(parts)


def _text(response: httpx.Response, content: bytes, charset: str) -> str:
    try:
        return content.decode(response.charset_encoding or charset)
    except (UnicodeDecodeError, LookupError) as error:
        raise TaskError(f"The body of the answer is no text: {error}.", remedy="Use http.Download.") from error
