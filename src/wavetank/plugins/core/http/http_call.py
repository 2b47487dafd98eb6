from __future__ import annotations

from typing import Any

from wavetank.model.part import Part
from wavetank.plugins.core.http.options import Auth, Options, Ssl


class HttpCall(Part):
    """
    How an HTTP request is written, in tasks and in triggers (language reference, section 7.3).

    Attributes:
        params: Added to the query of `uri`.
        body: Text; a map or a list is sent as JSON.
        form_data: Fields of a form; counts before `body`. With `contentType: multipart/form-data`, a `kestra:///` URI
            sends that file, and `{name, content}` sends it under another name.
        auth: As `options.auth`.
        ssl_options: As `options.ssl`.
    """

    uri: str
    method: str = "GET"
    params: Any = None
    body: Any = None
    form_data: Any = None
    content_type: str | None = None
    headers: Any = None
    options: Options | None = None
    auth: Auth | None = None
    ssl_options: Ssl | None = None
