"""Money of the fund, filled and granted."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.test import Client

from payments.methods.fund import grant
from payments.models import FundEntry, Order
from tests.signing_in import sign_in


def fill(amount: int, by: User, currency: str = "usd") -> FundEntry:
    """Add money to the fund."""
    return FundEntry.objects.create(
        kind=FundEntry.Kind.ENTERED, currency=currency, amount=amount, by=by, note="a cheque"
    )


def granted(make_order: Callable[..., Order], by: User, form_token: str) -> FundEntry:
    """An order of three letters that the fund paid."""
    order = grant(order=make_order(form_token=form_token), by=by)
    return FundEntry.objects.get(order=order, kind=FundEntry.Kind.GRANT)


def signed_in(user: User) -> Client:
    """A client of the admin, signed in as this user."""
    client = Client()
    sign_in(client, user)
    return client
