"""A WSGI application that always responds with the same bytes: what the server alone can do.

The file named in BARE_PAGE has the headers as JSON in its first line, and then the body.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

_head, _, BODY = Path(os.environ["BARE_PAGE"]).read_bytes().partition(b"\n")
HEADERS = [(name, value) for name, value in json.loads(_head)]


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [BODY]
