"""Registering names in a call, the link to pay, and money that comes without a card."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from core.calendar.local_day import today
from families.models import CallStep, Look
from families.telephone.addresses import NO_ADDRESS
from families.telephone.links import ORDER_LINK
from letters.models import Price, Scroll, Series
from messaging.composers import MessageObsolete, compose
from messaging.models import Message, Suppression
from messaging.suppressions import suppression_reasons
from payments.audit.orders import findings
from payments.models import ManualPayment, Order
from payments.orders.consent import TELEPHONE, version_of
from tests.families.my_letters.families import CHANA, YOSEF, buy
from tests.payments.basket.test_basket import name, posted
from tests.races import at_once
from tests.signing_in import sign_in

REGISTER = "/telephone/register/"


def listed(*names: dict[str, str], **changes: Any) -> dict[str, str]:
    """The list of a caller in England."""
    return posted(*names, **{"country": "GB", **changes})


def register(client: Client, **changes: Any) -> Order:
    answer = client.post(REGISTER, listed(name(), name(given_name="דוד"), **changes))
    assert answer.status_code == 303, html.unescape(answer.content.decode())[-3000:]
    order = Order.objects.latest("pk")
    assert answer["Location"] == f"/telephone/orders/{order.pk}/"
    return order


def money(order: Order, **changes: str) -> dict[str, str]:
    return {
        "action": "money",
        "method": "cheque",
        "amount": f"{order.total // 100}.{order.total % 100:02}",
        "currency": order.currency,
        "reference": "cheque 77",
        "received_on": timezone.now().date().isoformat(),
        **changes,
    }


def page_of(client: Client, order: Order) -> str:
    return html.unescape(client.get(f"/telephone/orders/{order.pk}/").content.decode())


@pytest.fixture
def limit(series: Series) -> None:
    """Up to 5.00 one person records alone."""
    Price.objects.filter(currency="usd").update(single_approval_limit=500)


def test_names_are_registered_and_the_link_is_sent(on_call: Client, scroll: Scroll) -> None:
    order = register(on_call, caller_language="he", country="IL")
    assert (order.email, order.language, order.zone) == (
        "chana@example.org",
        "he",
        "Asia/Jerusalem",
    )
    message = Message.objects.get(kind=ORDER_LINK)
    assert (message.recipient, message.language) == (order.email, "he")
    mail = compose(message)
    assert f"/orders/{order.public_id}/" in str(mail.body)
    assert "יוסף בן חנה לוי" in str(mail.body)
    kinds = CallStep.objects.filter(order=order).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["ordered", "order_link"]
    page = page_of(on_call, order)
    assert order.public_id not in page
    assert order.email not in page
    assert Look.objects.filter(order=order).count() == 1


def test_sent_twice_it_is_one_order_and_one_mail(on_call: Client, scroll: Scroll) -> None:
    first = register(on_call)
    assert register(on_call) == first
    assert Message.objects.filter(kind=ORDER_LINK).count() == 1
    assert CallStep.objects.filter(order=first).count() == 2


def test_changed_list_replaces_the_unpaid_order(on_call: Client, scroll: Scroll) -> None:
    first = register(on_call)
    on_call.post(REGISTER, listed(name()))
    first.refresh_from_db()
    assert first.state == Order.State.CANCELED
    message = Message.objects.filter(kind=ORDER_LINK).earliest("pk")
    with pytest.raises(MessageObsolete):
        compose(message)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "chana@"}, "email"),
        ({"email": ""}, "Please write the e-mail address"),
        ({"consent": None}, "Without your consent"),
        ({"currency": "xyz"}, "This currency is not offered"),
        ({"gift": "1,5,7"}, "gift"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    on_call: Client, scroll: Scroll, changes: dict[str, Any], sentence: str
) -> None:
    answer = on_call.post(REGISTER, listed(name(), **changes))
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="יוסף"' in page
    assert not Order.objects.exists()


def test_closed_series_keeps_what_was_typed(on_call: Client, series: Series) -> None:
    answer = on_call.post(REGISTER, listed(name()))
    assert answer.status_code == 409
    assert 'value="יוסף"' in html.unescape(answer.content.decode())
    assert on_call.get(REGISTER).status_code == 503


def test_many_orders_are_no_card_testing(on_call: Client, scroll: Scroll) -> None:
    from payments.basket.form import new_token

    for number in range(30):
        register(on_call, email=f"caller{number}@example.org", token=new_token())
    assert Order.objects.count() == 30


def test_caller_without_email(on_call: Client, scroll: Scroll, limit: None) -> None:
    refused = on_call.post(REGISTER, listed(name(), email="", no_email="on"))
    assert refused.status_code == 409
    assert "Without an e-mail address no payment link" in html.unescape(refused.content.decode())
    assert NO_ADDRESS not in refused.content.decode()
    order = register(on_call, email="", no_email="on", action="offline")
    assert order.email.endswith(NO_ADDRESS)
    assert Suppression.objects.filter(email=order.email).exists()
    assert register(on_call, email="", no_email="on", action="offline") == order
    on_call.post(f"/telephone/orders/{order.pk}/", {"action": "link", "key": "x"})
    assert not Message.objects.filter(kind=ORDER_LINK).exists()
    on_call.post(f"/telephone/orders/{order.pk}/", money(order))
    order.refresh_from_db()
    assert order.state == Order.State.FULFILLED
    queued = list(Message.objects.filter(recipient=order.email))
    assert set(suppression_reasons(queued)) == {message.pk for message in queued}
    page = page_of(on_call, order)
    assert "/certificates/" in page
    assert f"/telephone/orders/{order.pk}/" in on_call.get("/telephone/").content.decode()
    for _ in range(2):
        on_call.post(f"/telephone/orders/{order.pk}/", {"action": "printed"})
    assert CallStep.objects.filter(kind="printed").count() == 1
    assert "Certificates to print" not in on_call.get("/telephone/").content.decode()


def test_email_can_be_written_after_all(on_call: Client, scroll: Scroll) -> None:
    shown = on_call.post(REGISTER, listed(name(), email="", no_email="on", action="check"))
    assert 'value="יוסף"' in html.unescape(shown.content.decode())
    assert 'id="id_email"' not in shown.content.decode()
    shown = on_call.post(REGISTER, listed(name(), email="", action="check"))
    assert 'id="id_email"' in shown.content.decode()


def test_certificates_of_an_order_with_an_address_are_not_shown(
    on_call: Client, make_order: Callable[..., Order]
) -> None:
    order = buy(make_order, [YOSEF], "one")
    assert "/certificates/" not in page_of(on_call, order)


def test_link_once_a_form_and_seldom_to_an_address(on_call: Client, order: Order) -> None:
    path = f"/telephone/orders/{order.pk}/"
    for key in ("a", "a", "b", "c", "d", "e"):
        assert on_call.post(path, {"action": "link", "key": key}).status_code == 303
    assert Message.objects.filter(kind=ORDER_LINK).count() == 3
    assert "Too many e-mails" in page_of(on_call, order)


def test_mail_of_a_paid_order(on_call: Client, make_order: Callable[..., Order]) -> None:
    order = buy(make_order, [YOSEF], "one")
    on_call.post(f"/telephone/orders/{order.pk}/", {"action": "link", "key": "a"})
    mail = compose(Message.objects.get(kind=ORDER_LINK))
    assert "The certificates are on the page of your order." in str(mail.body)
    assert "/my-letters/" in str(mail.body)


def test_way_of_paying(on_call: Client, order: Order) -> None:
    path = f"/telephone/orders/{order.pk}/"
    on_call.post(path, {"action": "method", "method": "cheque", "key": "a"})
    order.refresh_from_db()
    assert order.method == "cheque"
    assert CallStep.objects.get().kind == "method"
    for wrong in ("stripe", "fund", "bitcoin", ""):
        on_call.post(path, {"action": "method", "method": wrong, "key": wrong})
    order.refresh_from_db()
    assert order.method == "cheque"
    assert on_call.post(path, {"action": "nonsense"}).status_code == 422


def test_money_within_the_limit_gives_the_letters(
    on_call: Client, order: Order, limit: None
) -> None:
    path = f"/telephone/orders/{order.pk}/"
    on_call.post(path, money(order))
    order.refresh_from_db()
    assert order.state == Order.State.FULFILLED
    payment = ManualPayment.objects.get()
    assert payment.recorded_by.username == "volunteer"
    step = CallStep.objects.get(kind="paid")
    assert step.order == order
    on_call.post(path, money(order))
    assert ManualPayment.objects.count() == 1
    assert list(findings()) == []


def test_money_above_the_limit_waits_for_a_second_person(on_call: Client, order: Order) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=100)
    on_call.post(f"/telephone/orders/{order.pk}/", money(order))
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING
    assert ManualPayment.objects.get().awaits_approval
    page = page_of(on_call, order)
    assert "waits for approval" in page
    assert "Record the money" not in page
    on_call.post(f"/telephone/orders/{order.pk}/", money(order, reference="another"))
    assert ManualPayment.objects.count() == 1


def test_country_is_the_callers_and_not_that_of_the_clock(on_call: Client, scroll: Scroll) -> None:
    page = html.unescape(on_call.get(REGISTER).content.decode())
    assert "Where does the caller live?" in page
    assert "By the clock of this device" not in page
    fields = {"zone": "America/Toronto", "country": ""}
    answer = on_call.post(REGISTER, listed(name(), **fields), headers={"Accept-Language": "en-CA"})
    assert answer.status_code == 422
    assert "in which country the caller lives" in answer.content.decode()
    order = register(on_call, **{**fields, "country": "IL"})
    assert order.zone == "Asia/Jerusalem"
    assert {line.inscription.person.country for line in order.lines.all()} == {"IL"}


def test_day_of_the_money_is_today_unless_another_is_written(on_call: Client, order: Order) -> None:
    assert f'name="received_on" value="{today(settings.HOME_ZONE).civil}"' in page_of(
        on_call, order
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "2.99"}, "The order comes to"),
        ({"amount": "eighteen"}, "Please write an amount"),
        ({"amount": ""}, "Please fill this in"),
        ({"currency": "ils"}, "The order is in USD"),
        ({"currency": "xyz"}, "not among the choices"),
        ({"reference": ""}, "Please fill this in"),
        ({"received_on": "2999-01-01"}, "This day is in the future"),
        ({"received_on": "1990-11-30"}, "Please check the month and the year"),
        ({"amount": "9"}, "with the rest as a gift"),
        ({"received_on": "yesterday"}, "year-month-day"),
        ({"method": "stripe"}, "not among the choices"),
    ],
)
def test_wrong_money_gets_a_sentence(
    on_call: Client, order: Order, limit: None, changes: dict[str, str], sentence: str
) -> None:
    answer = on_call.post(f"/telephone/orders/{order.pk}/", money(order, **changes))
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    if "reference" not in changes:
        assert 'value="cheque 77"' in page
    assert not ManualPayment.objects.exists()


def test_reference_of_other_money_is_asked(
    on_call: Client, make_order: Callable[..., Order], limit: None
) -> None:
    first = make_order([YOSEF], form_token="a")
    second = make_order([CHANA], form_token="b")
    on_call.post(f"/telephone/orders/{first.pk}/", money(first))
    path = f"/telephone/orders/{second.pk}/"
    asked = on_call.post(path, money(second))
    assert asked.status_code == 422
    assert 'name="same_transfer"' in asked.content.decode()
    assert on_call.post(path, money(second, same_transfer="on")).status_code == 303
    assert ManualPayment.objects.count() == 2


def test_paid_order_takes_no_more_money(
    on_call: Client, make_order: Callable[..., Order], limit: None
) -> None:
    order = buy(make_order, [YOSEF], "one")
    on_call.post(f"/telephone/orders/{order.pk}/", money(order, to_refund="on"))
    assert not ManualPayment.objects.exists()


def test_without_the_permission_no_money(order: Order, limit: None) -> None:
    user = User.objects.create_user("other", "other@example.org", is_staff=True)
    group = Group.objects.create(name="telephone only")
    from django.contrib.auth.models import Permission

    group.permissions.add(Permission.objects.get(codename="answer_telephone"))
    user.groups.add(group)
    client = sign_in(Client(), user)
    client.post("/telephone/start/")
    assert "Record the money" not in page_of(client, order)
    assert client.post(f"/telephone/orders/{order.pk}/", money(order)).status_code == 403


def test_two_volunteers_record_the_same_money(
    make_volunteer: Callable[[str], Client], order: Order, limit: None
) -> None:
    clients = [make_volunteer(each) for each in ("first", "second")]
    for client in clients:
        client.post("/telephone/start/")
    waiting = list(clients)
    errors = at_once(2, lambda: waiting.pop().post(f"/telephone/orders/{order.pk}/", money(order)))
    assert errors == []
    assert ManualPayment.objects.count() == 1
    assert CallStep.objects.filter(kind="paid").count() == 1


def test_order_of_a_community_or_nobody(on_call: Client, order: Order) -> None:
    assert on_call.get(f"/telephone/orders/{order.pk + 1}/").status_code == 404
    assert on_call.get(f"/telephone/orders/{2**63}/").status_code == 404


def test_the_consent_is_the_one_read_to_the_caller(on_call: Client, scroll: Scroll) -> None:
    page = on_call.get("/telephone/register/").content.decode()
    assert "The caller agrees that these names" in page
    assert "I agree that these names" not in page
    assert on_call.post(REGISTER, listed(name(), action="offline")).status_code == 303
    order = Order.objects.get()
    assert order.consent == version_of(TELEPHONE)
    assert order.consent_at
