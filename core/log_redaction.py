"""What no log may contain: the paths of requests, addresses, and the text of exceptions.

The path of an order, a certificate or a mail's link is a key to people's names, and a database's
error quotes the row. So every record of every logger of the process is rewritten as it is made,
before any handler (of Django, gunicorn, Celery): a path becomes the route of its
view, an e-mail address and an exception's message are left out, and a traceback keeps its places
and classes.
"""

import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import Error
from django.urls import Resolver404, resolve

NO_ROUTE = "(no route)"
HIDDEN = "(hidden)"
# Stripe's library writes the URL and the answer of each call at INFO.
LEVELS = {name: {"level": "WARNING"} for name in ("stripe", "urllib3", "httpx")}

_URL = re.compile(r"""(?P<origin>\b(?:https?|wss?)://[^/\s"'<>?#]+)(?P<path>[/?#][^\s"'<>]*)?""")
# A path is alone or after a character such as a quotation mark, not in the middle of a word.
_PATH = re.compile(r"""(?<![\w/:.\-)])/(?!/)[^\s"'<>]*""")
_EMAIL = re.compile(r"[^\s\"'<>(),:;=\[\]]+@[^\s\"'<>(),:;=\[\]]+")

_make_record = logging.getLogRecordFactory()


def install() -> None:
    """Rewrite every log record of this process. Can be called again."""
    logging.setLogRecordFactory(redacted_record)


def redacted_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """The record that logging would have made, without personal data.

    Its `template` is the message before its arguments were put in: a literal of the code.
    """
    record = _make_record(*args, **kwargs)
    record.template = record.msg if isinstance(record.msg, str) else ""
    error = record.exc_info[1] if record.exc_info else None
    record.msg, record.args = redact(_message(record), error), ()
    if error is not None:
        record.exc_text = format_exception(error)
    return record


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.args, tuple):
        record.args = tuple(_class_of_exception(value) for value in record.args)
    elif isinstance(record.args, Mapping) and "exc" in record.args:  # a Celery task's failure
        record.args = {**record.args, "exc": str(record.args["exc"]).split("(", 1)[0]}
    if isinstance(record.msg, BaseException):
        record.msg = type(record.msg).__name__
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - wrong arguments must not stop the program
        return str(record.msg)


def _class_of_exception(value: object) -> object:
    return type(value).__name__ if isinstance(value, BaseException) else value


def redact(text: str, error: BaseException | None = None) -> str:
    """A text without paths, addresses, keys and the messages of this exception and its causes."""
    for each in _chain(error):
        for said in (repr(each), str(each)):
            if said:
                text = text.replace(said, type(each).__name__)
    text = _URL.sub(lambda found: found["origin"] + route_of(found["path"] or ""), text)
    text = _PATH.sub(lambda found: route_of(found[0]), text)
    return _EMAIL.sub(HIDDEN, text)


def route_of(path: str) -> str:
    """The route of the view that answers a path, such as `/orders/<str:public_id>/`."""
    path = re.split("[?#]", path, maxsplit=1)[0]
    if path in {"", "/"}:
        return path
    if not apps.ready:
        return NO_ROUTE
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return NO_ROUTE


def format_exception(error: BaseException) -> str:
    """A traceback with places and classes, without what the exceptions say."""
    parts = [
        "".join(traceback.format_list(traceback.extract_tb(each.__traceback__))) + _class(each)
        for each in _chain(error)
    ]
    return "\n\nwhich led to:\n\n".join(reversed(parts))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, then what caused it, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _class(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    diagnosis = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
    if isinstance(error, Error) and diagnosis is not None:
        # Of the schema, not of the data.
        details = (diagnosis.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
        return " ".join([name, *filter(None, details)])
    return name
