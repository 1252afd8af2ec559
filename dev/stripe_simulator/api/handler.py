"""The API: who asks, what is asked, and the answer kept under its idempotency key."""

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
from dev.stripe_simulator.idempotency import Kept, fingerprint
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.store import StoreClosed, dump

logger = logging.getLogger(__name__)


def answer(account: Account, request: Request) -> Response:
    """The answer to one request of the API; its errors are answers too.

    Raises ConnectionDropped when a fault says so, StoreClosed while the simulator stops.
    """
    request_id = new_id("req_", 14)
    key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    if key:
        headers["Idempotency-Key"] = key
    try:
        _authenticate(account, request.headers)
        _refuse_other_version(request.headers.get("Stripe-Version", API_VERSION))
        route, identifiers = routes.find(request.method, request.path)
        call = Call(account, identifiers, Cause(request_id, key or None))
        api_faults.before_work(account.faults, key)
        with account.answers.alone(key) if key else nullcontext():
            if key:
                response = _answer_once(route, call, request, key, headers)
            else:
                response = _response(_run(route, call, request), headers)
        if response.status == HTTPStatus.OK:
            api_faults.after_work(account.faults)
        return response
    except StripeError as error:
        return _response(_refusal(error, request_id), headers)
    except (StoreClosed, ConnectionDropped):
        raise
    except Exception:
        logger.exception("%s %s", request.method, request.path)
        return _response(_refusal(server_error(), request_id), headers)


def _answer_once(
    route: Route, call: Call, request: Request, key: str, headers: Mapping[str, str]
) -> Response:
    """Answer a POST that carries a key: as the first time, if there was one."""
    account, request_id = call.account, call.cause.request or ""
    print_ = fingerprint(request.path, request.text)
    kept = account.answers.find(key, print_, account.world())
    if kept:
        replayed = {"Idempotent-Replayed": "true", "Original-Request": kept.request}
        return _response(kept, {**headers, **replayed})
    asked = route.read(forms.parse(request.text), int(account.world()))
    try:
        with account.store.transaction():
            kept = Kept(request_id, 200, dump(route.run(call, asked)))
            account.answers.keep(key, print_, kept, account.world())
    except StoreClosed:
        raise
    except Exception as error:
        if not isinstance(error, StripeError):
            logger.exception("%s %s", request.method, request.path)
            error = server_error()
        kept = _refusal(error, request_id)
        account.answers.keep(key, print_, kept, account.world())
    return _response(kept, headers)


def _run(route: Route, call: Call, request: Request) -> Kept:
    encoded = request.query if request.method == "GET" else request.text
    asked = route.read(forms.parse(encoded), int(call.account.world()))
    with nullcontext() if request.method == "GET" else call.account.store.transaction():
        return Kept(call.cause.request or "", 200, dump(route.run(call, asked)))


def _refusal(error: StripeError, request_id: str) -> Kept:
    return Kept(request_id, error.status, dump(error.body(request_id)))


def _response(kept: Kept, headers: Mapping[str, str]) -> Response:
    return Response(kept.status, kept.body.encode(), "application/json", dict(headers))


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
        shown = f"{given[:8]}{'*' * 8}{given[-4:]}"
        raise StripeError(f"Invalid API Key provided: {shown}", status=401)


def _refuse_other_version(version: str) -> None:
    if version != API_VERSION:
        raise StripeError(
            f"Invalid Stripe API version: {version}. The simulator speaks {API_VERSION} only."
        )
