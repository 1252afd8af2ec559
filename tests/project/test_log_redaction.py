"""What logs contain: routes, classes and places, never who or what was asked for."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from core.log_redaction import format_exception, install, redact, route_of
from unity_torah.urls import handler500
from unity_torah.urls import urlpatterns as site_urls

__all__ = ["handler500"]
TOKEN, EMAIL, NAME = "Xk3tokenOfAnOrder_4421", "chana@example.org", "Mushka"


def _fail(request: HttpRequest, token: str) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [NAME])
    except Exception as error:
        raise ValueError(f"{NAME} {EMAIL}") from error
    return HttpResponse()


urlpatterns = [path("fail/<str:token>/", _fail), *site_urls]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What every logger writes, at INFO, with a plain formatter of its own."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"Not Found: /orders/{TOKEN}/", "Not Found: /orders/<str:public_id>/"),
        (f"GET /orders/{TOKEN}/?email={EMAIL} HTTP/1.1", "GET /orders/<str:public_id>/ HTTP/1.1"),
        (f"from https://h.test/c/{TOKEN}/?a=b", "from https://h.test/c/<str:token>/"),
        (f'"/certificates/{TOKEN}.pdf"', '"/certificates/<str:token>.pdf"'),
        (f"no such page: /order/{TOKEN}/of/{NAME}", "no such page: (no route)"),
        (f"/nothing?{TOKEN}", "(no route)"),
        ("connected to redis://127.0.0.1:6379/0", "connected to redis://127.0.0.1:6379/0"),
        ("Listening at: http://0.0.0.0:8000 (1)", "Listening at: http://0.0.0.0:8000 (1)"),
        (f"sent to <{EMAIL}>, {EMAIL}", "sent to <(hidden)>, (hidden)"),
        ("5 of 7 and/or 2/3 done", "5 of 7 and/or 2/3 done"),
    ],
)
def test_redact_replaces_paths_and_addresses(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def test_route_of_the_home_page_is_its_path() -> None:
    assert (route_of("/"), route_of("")) == ("/", "")


def test_format_exception_has_places_and_classes_without_messages() -> None:
    try:
        try:
            int(NAME)
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError as error:
        text = format_exception(error)
    assert NAME not in text.replace("int(NAME)", "").replace("KeyError(NAME)", "")
    assert text.index("ValueError") < text.index("which led to") < text.rindex("KeyError")
    assert "test_log_redaction.py" in text


def test_format_exception_names_the_constraint_of_a_database_error(db: None) -> None:
    sql = "INSERT INTO django_session VALUES (%s, 'x', now()), (%s, 'x', now())"
    with pytest.raises(IntegrityError) as raised, connection.cursor() as cursor:
        cursor.execute(sql, [TOKEN, TOKEN])
    assert TOKEN in str(raised.value)
    text = format_exception(raised.value)
    assert TOKEN not in text
    assert "23505 django_session django_session_pkey" in text


@pytest.mark.parametrize("name", ["", "gunicorn.error", "celery.app.trace", "stripe", "a.library"])
def test_every_logger_is_redacted(log: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    error = ValueError(NAME)
    logger.error("at /orders/%s/ by %s: %s", TOKEN, EMAIL, error)
    logger.error("Task %(name)s: %(exc)s", {"name": "a.b", "exc": repr(error)})
    logger.error(error)
    try:
        raise error
    except ValueError:
        logger.exception("failed with %s", str(error))
    text = log.getvalue()
    assert text.count("ValueError") == 5
    assert "at /orders/<str:public_id>/ by (hidden): ValueError" in text
    assert not any(secret in text for secret in (TOKEN, EMAIL, NAME))


def test_libraries_that_log_each_request_are_silent_at_info(log: io.StringIO) -> None:
    logging.getLogger("stripe").info("Request to Stripe api")
    assert log.getvalue() == ""


def test_wrong_arguments_of_a_message_are_not_an_error(log: io.StringIO) -> None:
    arguments = ["one"]
    logging.getLogger("a").warning("%s and %s", *arguments)
    assert log.getvalue() == "%s and %s\n"


def test_install_twice_redacts_once(log: io.StringIO) -> None:
    install()
    logging.getLogger("a").warning("/orders/%s/", TOKEN)
    assert log.getvalue() == "/orders/<str:public_id>/\n"


@pytest.mark.urls(__name__)
def test_every_error_status_leaves_the_route_in_the_log(log: io.StringIO, db: None) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    query = {"email": EMAIL, "name": NAME}
    headers = {"Referer": f"https://testserver/c/{TOKEN}/"}
    statuses = [
        client.get(f"/orders/{TOKEN}/", query, headers=headers).status_code,
        client.post(f"/orders/{TOKEN}/pay/", query, headers=headers).status_code,
        client.get(f"/stripe/webhook/?token={TOKEN}").status_code,
        client.get(f"/fail/{TOKEN}/", query, headers=headers).status_code,
        client.get(f"/orders/{TOKEN}/", headers={"Host": "elsewhere.test"}).status_code,
        client.get(f"/{NAME}/{EMAIL}").status_code,
    ]
    assert statuses == [404, 403, 405, 500, 400, 404]
    text = log.getvalue()
    for route in ("orders/<str:public_id>/", "orders/<str:public_id>/pay/", "fail/<str:token>/"):
        assert f"/{route}" in text
    assert "ValueError" in text
    assert "InvalidTextRepresentation" in text
    secrets = (TOKEN, EMAIL, NAME, "chana")
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.urls(__name__)
def test_negative_control_without_redaction_the_log_has_them_all(
    log: io.StringIO, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = logging.getLogRecordFactory()
    logging.setLogRecordFactory(logging.LogRecord)
    try:
        Client(raise_request_exception=False).get(f"/fail/{TOKEN}/")
    finally:
        logging.setLogRecordFactory(installed)
    assert all(secret in log.getvalue() for secret in (TOKEN, EMAIL, NAME))
