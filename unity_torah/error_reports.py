"""Reports of errors to Sentry: the route, the status and the class of the exception, nothing else.

What identifies a person is in a URL, a header, a body, a variable, a breadcrumb or the text of an
exception. So the event that is sent is made anew from the few fields that can't hold any of it.
"""

from typing import Any, cast
from urllib.parse import urlsplit

import sentry_sdk
from sentry_sdk.types import Event, Hint

from core.log_redaction import route_of

_KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk")
_FRAME = ("filename", "abs_path", "module", "function", "lineno", "context_line", "in_app")


def init(dsn: str, **options: Any) -> None:
    """Start the reports to the project with this DSN."""
    sentry_sdk.init(
        dsn,
        before_send=before_send,
        before_send_transaction=lambda *_: None,
        before_breadcrumb=lambda *_: None,
        max_breadcrumbs=0,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        auto_session_tracking=False,
        **options,
    )


def before_send(event: Event, hint: Hint) -> Event:
    """What is sent of an event."""
    given = cast("dict[str, Any]", event)
    sent: dict[str, Any] = {name: given[name] for name in _KEPT if name in given}
    sent["tags"] = _tags(event, hint)
    if "exception" in event:
        values = event["exception"].get("values") or []
        sent["exception"] = {"values": [_exception(value) for value in values]}
    if record := hint.get("log_record"):
        sent["message"] = record.template  # a literal of the code
    return cast("Event", sent)


def _tags(event: Event, hint: Hint) -> dict[str, str]:
    tags = {}
    request = event.get("request")
    if request and request.get("url"):
        tags["route"] = route_of(urlsplit(str(request["url"])).path)
    status = getattr(hint.get("log_record"), "status_code", None)
    if status is None and request and "exception" in event:
        status = 500
    if status is not None:
        tags["status"] = str(status)
    return tags


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    """The class, and where in the code it was raised."""
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {
            "frames": [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]
        },
    }
