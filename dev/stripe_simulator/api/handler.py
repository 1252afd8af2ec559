"""The API: authentication, routing, and responses stored under idempotency keys."""

import base64
import binascii
import logging
from collections.abc import Mapping
from contextlib import nullcontext
from email.message import Message
from http import HTTPStatus

from dev.stripe_simulator.account import API_VERSION, Account, Cause
from dev.stripe_simulator.api import api_faults, forms, routes
from dev.stripe_simulator.api.routes import Call, Route
from dev.stripe_simulator.errors import StripeError, server_error
from dev.stripe_simulator.http import ConnectionDropped, Request, Response
from dev.stripe_simulator.idempotency import StoredResponse, fingerprint
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.store import StoreClosed, dump

logger = logging.getLogger(__name__)


def respond(account: Account, request: Request) -> Response:
    """Handle one request of the API; errors become responses.

    Raises ConnectionDropped when a fault says so, StoreClosed while the simulator stops.
    """
    request_id = new_id("req_", 14)
    key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    if key:
        headers["Idempotency-Key"] = key
    try:
        _authenticate(account, request.headers)
        _check_version(request.headers.get("Stripe-Version", API_VERSION))
        route, identifiers = routes.find(request.method, request.path)
        call = Call(account, identifiers, Cause(request_id, key or None))
        api_faults.raise_before(account.faults, key)
        with account.stored_responses.exclusive(key) if key else nullcontext():
            if key:
                response = _respond_once(route, call, request, key, headers)
            else:
                response = _response(_run(route, call, request), headers)
        if response.status == HTTPStatus.OK:
            api_faults.raise_after(account.faults)
        return response
    except StripeError as error:
        return _response(_error_response(error, request_id), headers)
    except (StoreClosed, ConnectionDropped):
        raise
    except Exception:
        logger.exception("%s %s", request.method, request.path)
        return _response(_error_response(server_error(), request_id), headers)


def _respond_once(
    route: Route, call: Call, request: Request, key: str, headers: Mapping[str, str]
) -> Response:
    """Handle a POST that has a key: repeat the first response, if there is one."""
    account, request_id = call.account, call.cause.request or ""
    digest = fingerprint(request.path, request.text)
    stored = account.stored_responses.find(key, digest, account.real_clock())
    if stored:
        replayed = {"Idempotent-Replayed": "true", "Original-Request": stored.request}
        return _response(stored, {**headers, **replayed})
    params = route.read(forms.parse(request.text), int(account.real_clock()))
    try:
        with account.store.transaction():
            stored = StoredResponse(request_id, 200, dump(route.run(call, params)))
            account.stored_responses.save(key, digest, stored, account.real_clock())
    except StoreClosed:
        raise
    except Exception as error:
        if not isinstance(error, StripeError):
            logger.exception("%s %s", request.method, request.path)
            error = server_error()
        stored = _error_response(error, request_id)
        account.stored_responses.save(key, digest, stored, account.real_clock())
    return _response(stored, headers)


def _run(route: Route, call: Call, request: Request) -> StoredResponse:
    encoded = request.query if request.method == "GET" else request.text
    params = route.read(forms.parse(encoded), int(call.account.real_clock()))
    with nullcontext() if request.method == "GET" else call.account.store.transaction():
        return StoredResponse(call.cause.request or "", 200, dump(route.run(call, params)))


def _error_response(error: StripeError, request_id: str) -> StoredResponse:
    return StoredResponse(request_id, error.status, dump(error.body(request_id)))


def _response(stored: StoredResponse, headers: Mapping[str, str]) -> Response:
    return Response(stored.status, stored.body.encode(), "application/json", dict(headers))


def _authenticate(account: Account, headers: Message) -> None:
    scheme, _, given = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            given = ""
    if not given.strip():
        raise StripeError(
            "You did not provide an API key. Send it in the Authorization header, as 'Bearer "
            "YOUR_SECRET_KEY'.",
            status=401,
        )
    if given.strip() != account.key:
        status_report = f"{given[:8]}{'*' * 8}{given[-4:]}"
        raise StripeError(f"Invalid API Key provided: {status_report}", status=401)


def _check_version(version: str) -> None:
    if version != API_VERSION:
        raise StripeError(
            f"Invalid Stripe API version: {version}. The simulator speaks {API_VERSION} only."
        )
