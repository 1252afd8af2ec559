"""A family and a name of a list that went through everything the site does with them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.test import Client

from communities.certificates.printing import PRINTINGS, request_printing
from communities.lists.corrections import correct_name
from communities.lists.edits import RowChange, edit_rows
from communities.lists.name_lists import create_list, read_list
from communities.mails.certificate import send_certificates
from communities.models import NameList
from core.job_runner import run_job
from dev.stripe_simulator.server import Simulator
from letters.holders.renaming import rename_person
from letters.models import Community, LikelyDouble, Person, Scroll, Series, Subscription
from messaging.suppressions import Reason, suppress
from messaging.tasks import deliver_due, send_mailings
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order, Payment
from payments.orders.consent import SENT_LIST, version_of
from payments.orders.place import Name
from payments.refunds.decide import Reason as RefundReason
from payments.refunds.decide import refund_order
from payments.refunds.stripe import send_refund
from tests.communities.conftest import *  # noqa: F403 - a community and its members
from tests.communities.name_lists import order_list
from tests.letters.register.register_data import exported
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import session_of
from tests.payments.checkout.webhook_events import event, post, session
from tests.payments.stripe_actions import deliver_event, pay_at_stripe, stripe_id

stripe_page = test_checkout.stripe_page

ADDRESS = "quexing@example.org"
# Of the list, and how each is corrected; nobody else in the database has one of these names.
LISTED = ("Zerubavel", "Hephzibah", "Quexington", "Zerubbabel", "zeru@example.org", "Xanthopol")
FAMILY = ("Vashtinka", "Jehosheba", "Malchishua", "Vashtunia", "Wrexomir", ADDRESS)
CSV = """Given name,Son or daughter,Mother's name,Family name,E-mail,City
Zerubavel,ben,Hephzibah,Quexington,zeru@example.org,Xanthopol
Naftoli,ben,Basya,Levi,naftoli@example.org,Montreal
"""
PAYER = {
    "customer_email": ADDRESS,
    "customer_details": {"name": "Malchishua Wrexomir", "email": ADDRESS},
}


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)
    Path(settings.PRIVATE_ROOT).mkdir(parents=True, exist_ok=True)
    yield
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)


@dataclass(frozen=True)
class Everything:
    """What the tests delete, and what must stay."""

    listed: Person
    family: list[Person]
    order: Order
    name_list: NameList
    committee: User


@pytest.fixture
def everything(
    stripe_page: Simulator,
    scroll: Scroll,
    series: Series,
    community: Community,
    shliach: User,
    make_order: Callable[..., Order],
) -> Everything:
    committee = User.objects.create_superuser("committee", "committee@example.org")
    name_list = _list(community, series, shliach)
    order = _bought(make_order, stripe_page)
    listed = Person.objects.get(given_name="Zerubbabel")
    family = list(Person.objects.filter(purchaser=order.purchaser).order_by("pk"))
    LikelyDouble.objects.create(scroll=scroll, first=listed, second=family[0], namesakes=0.1)
    _log(committee, listed, family[0])
    _account(order)
    for printing in (request_printing(name_list=name_list, by=shliach, language="en", paper="a4"),):
        run_job(PRINTINGS, printing.pk)
    send_certificates(name_list=name_list, by=shliach)
    exported(scroll)
    exported(scroll, "pdf")
    deliver_due()
    send_mailings()
    return Everything(listed, family, order, name_list, committee)


def _list(community: Community, series: Series, shliach: User) -> NameList:
    """Read from a file, edited, paid, corrected; its second name is not ordered again."""
    name_list, _ = create_list(
        consent=version_of(SENT_LIST),
        community=community,
        series=series,
        by=shliach,
        title="Friends of Zerubavel ben Hephzibah Quexington.csv",
        language="en",
        content=CSV.encode(),
    )
    read_list(name_list.pk)
    row = name_list.rows.get(position=1)
    for city in ("Levin", "Quexington"):
        change = RowChange(row=row.pk, values={"family_name": city})
        edit_rows(name_list=name_list, by=shliach, changes=[change])
    name_list.rows.filter(pk=row.pk).update(questions=[])  # the rare name is right
    rows = list(name_list.rows.ready().values_list("pk", flat=True))
    assert len(rows) == 2
    order = order_list(name_list, shliach, rows=rows)
    paid = IncomingPayment("pi_list", "cs_list", order.total, order.currency)
    record_and_apply(order_id=order.pk, incoming=paid)
    row.refresh_from_db()
    fields = ("relation", "mother_name", "father_name", "family_name", "departed", "honorific")
    name = {field: getattr(row, field) for field in (*fields, "kind")}
    correct_name(row=row, by=shliach, name={**name, "given_name": "Zerubbabel"}, send=True)
    again, _ = create_list(
        consent=version_of(SENT_LIST),
        community=community, series=series, by=shliach, title="x", language="en",
        text="Zerubbabel ben Hephzibah Quexington",
    )  # fmt: skip
    read_list(again.pk)
    return name_list


def _bought(make_order: Callable[..., Order], stripe_page: Simulator) -> Order:
    """Two names, paid at Stripe; one corrected, the other refunded."""
    names = [
        Name("adult", "Vashtinka", "bas", "Jehosheba", "", "Wrexomir", False, "", "self"),
        Name("child", "Jehosheba", "bas", "Vashtinka", "Malchishua", "Wrexomir", False, "", "self"),
    ]
    order = pay_at_stripe(stripe_page, make_order(names, email=ADDRESS))
    payment = Payment.objects.get(order=order)
    content = session(order, id=session_of(order), payment_intent=payment.reference, **PAYER)
    assert post(event("checkout.session.completed", content)) == 204
    failed = {"id": payment.reference, "metadata": {"order": order.public_id}, **PAYER}
    assert post(event("payment_intent.payment_failed", failed, id="evt_2")) == 204
    person = Person.objects.get(given_name="Vashtinka")
    rename_person(
        person=person, name={"given_name": "Vashtunia"}, reason="was Vashtinka Wrexomir", send=True
    )
    refund = refund_order(order=order, reason=RefundReason.REQUESTED, lines=[2])
    send_refund(refund.pk)
    deliver_event("refund.updated", stripe_id(refund))
    # Another order that is not paid.
    make_order(names, email=ADDRESS, form_token="two")
    Subscription.objects.create(purchaser=order.purchaser, series=order.series, language="en")
    suppress(email=ADDRESS, reason=Reason.UNSUBSCRIBED)
    return order


def _log(committee: User, *people: Person) -> None:
    for person in people:
        LogEntry.objects.log_actions(committee.pk, [person], CHANGE, f"renamed {person.line}")
    scroll = Scroll.objects.get()
    LogEntry.objects.log_actions(
        committee.pk, [scroll], CHANGE, f"letter 7 to {people[0].line}", single_object=True
    )


def _account(order: Order) -> None:
    user = User.objects.create_user("wrexomir", ADDRESS, first_name="Malchishua")
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "none"})
    Client().force_login(user)
    Client().post("/accounts/login/code/", {"email": ADDRESS})
