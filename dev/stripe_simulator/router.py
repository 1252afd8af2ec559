"""Which module handles which path."""

import logging
import re
from collections.abc import Callable, Mapping

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.api import handler
from dev.stripe_simulator.control import handlers
from dev.stripe_simulator.errors import StripeError, server_error
from dev.stripe_simulator.http import Request, Response
from dev.stripe_simulator.pages import checkout_page, control_page
from dev.stripe_simulator.store import StoreClosed, dump

logger = logging.getLogger(__name__)

_PAY = re.compile(r"/c/pay/([A-Za-z0-9_]+)(/secure)?")
_ACTION = re.compile(r"/simulator/(sessions|disputes|refunds)/([A-Za-z0-9_]+)/([a-z/]+)")
_SEND = re.compile(r"/simulator/deliveries/([0-9]{1,18})/send")


def respond(account: Account, request: Request) -> Response:
    """Handle any request. Raises StoreClosed while the simulator stops."""
    if request.path.startswith("/v1/"):
        return handler.respond(account, request)
    try:
        return _respond_outside_api(account, request)
    except StripeError as error:
        content = error
    except StoreClosed:
        raise
    except Exception:
        logger.exception("%s %s", request.method, request.path)
        content = server_error()
    return Response(content.status, dump(content.body("")).encode(), "application/json")


def _respond_outside_api(account: Account, request: Request) -> Response:
    if handler := _ROUTES.get((request.method, request.path)):
        return handler(account, request)
    if match := _PAY.fullmatch(request.path):
        if request.method == "GET":
            return checkout_page.show(account, match[1], secure=bool(match[2]))
        if not match[2]:
            return checkout_page.submit(account, match[1], request)
    if request.method == "POST" and (match := _ACTION.fullmatch(request.path)):
        return handlers.perform_action(account, match[1], match[2], match[3], request)
    if request.method == "POST" and (match := _SEND.fullmatch(request.path)):
        return handlers.resend(account, match[1], request)
    raise StripeError(f"No such page ({request.method} {request.path}).", status=404)


def _healthy(_account: Account, _request: Request) -> Response:
    return Response(200, b"ok\n", "text/plain; charset=utf-8")


_ROUTES: Mapping[tuple[str, str], Callable[[Account, Request], Response]] = {
    ("GET", "/healthz"): _healthy,
    ("GET", "/simulator/"): control_page.show,
    ("POST", "/simulator/events"): handlers.send_foreign_event,
    ("GET", "/simulator/clock"): handlers.show_clock,
    ("POST", "/simulator/clock"): handlers.advance_clock,
    ("GET", "/simulator/deliveries.json"): handlers.deliveries,
    ("GET", "/simulator/faults"): handlers.show_faults,
    ("POST", "/simulator/faults"): handlers.plan_faults,
    ("DELETE", "/simulator/faults"): handlers.clear_faults,
    ("POST", "/simulator/faults/clear"): handlers.clear_faults,
}
