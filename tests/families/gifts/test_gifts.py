"""A letter as a gift: the day, the mail, the card, and what is forgotten."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from core.calendar.local_day import today
from core.calendar.quiet_hours import is_holy_day
from core.countries import zone_of
from families.gifts import gifts
from families.gifts.form import GiftForm
from families.gifts.gifts import GIFT, KEPT, forget_gifts, send_gifts, sending_time
from families.models import Gift
from messaging.composers import MessageObsolete, compose
from messaging.models import Message
from messaging.suppressions import Reason, suppress
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order, OrderLine
from payments.orders.place import Name
from tests.families.privacy.erasing import erase_person, erase_purchaser
from tests.families.privacy.whole_database import where_found
from tests.races import at_once, meet_after

RIVKA = Name("child", "רבקה", "bas", "חנה", "", "לוי", False, "", "parent")


def working_day(zone: str = "Europe/London", after: int = 0) -> date:
    """The first day from today that is neither Shabbos nor Yom Tov."""
    day = today(zone).civil + timedelta(days=after)
    while is_holy_day(day, zone):
        day += timedelta(days=1)
    return day


def typed(**changes: object) -> dict[str, object]:
    form = {
        "email": "bubby@example.org",
        "giver": "Zaide",
        "greeting": "Mazal tov!\nMay we share good news.",
        "day": working_day().isoformat(),
        "country": "GB",
        "language": "en",
    }
    return {**form, **changes}


@pytest.fixture
def order(make_order: Callable[..., Order]) -> Order:
    order = make_order([RIVKA])
    incoming = IncomingPayment("pi_1", "", order.total, order.currency, Method.CASH)
    record_and_apply(order_id=order.pk, incoming=incoming)
    order.refresh_from_db()
    Message.objects.all().delete()
    return order


def url(order: Order) -> str:
    return f"/orders/{order.public_id}/gift/1/"


def give(order: Order, client: Client, **changes: object) -> Gift:
    assert client.post(url(order), typed(**changes)).status_code == 303
    return Gift.objects.get()


def make_due(gift: Gift) -> None:
    Gift.objects.filter(pk=gift.pk).update(day=today("UTC").civil - timedelta(days=1))


def mail() -> EmailMultiAlternatives:
    made = compose(Message.objects.get(kind=GIFT))
    assert isinstance(made, EmailMultiAlternatives)
    return made


def test_order_page_leads_to_the_gift(order: Order, client: Client) -> None:
    assert url(order) in client.get(f"/orders/{order.public_id}/").content.decode()
    assert client.get(url(order)).status_code == 200


def test_gift_is_mailed_once_with_the_certificate_and_no_price(
    order: Order, client: Client
) -> None:
    gift = give(order, client, day=working_day(after=1).isoformat())
    assert send_gifts() == 0  # its morning has not come
    make_due(gift)
    assert send_gifts() == 1
    assert send_gifts() == 0
    sent = mail()
    assert sent.to == ["bubby@example.org"]
    assert sent.subject == "A letter in the Sefer Torah, from Zaide"
    for text in (str(sent.body), str(sent.alternatives[0][0])):
        assert "May we share good news." in text
        assert "רבקה בת חנה לוי" in text
        assert "$" not in text
        assert "1.00" not in text
        assert order.public_id not in text
    ((name, _content, _kind),) = sent.attachments
    assert name == "certificate.pdf"
    answer = client.post(url(order), typed())
    assert answer.status_code == 409
    assert "has been sent" in answer.content.decode()


def test_gift_is_sent_in_the_morning_where_the_recipient_is() -> None:
    day = date(2027, 1, 4)
    assert sending_time(Gift(day=day, country="GB")) == datetime(2027, 1, 4, 8, tzinfo=UTC)
    assert sending_time(Gift(day=day, country="US")) == datetime(2027, 1, 4, 13, tzinfo=UTC)
    assert sending_time(Gift(day=day, country="AU")) == datetime(2027, 1, 3, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "day", "refused"),
    [
        ("GB", date(2027, 1, 2), True),  # Shabbos
        ("GB", date(2027, 1, 1), False),
        ("GB", date(2027, 4, 23), True),  # the second day of Pesach, outside Israel
        ("IL", date(2027, 4, 23), False),  # chol hamoed
        ("IL", date(2027, 4, 22), True),
        ("US", date(2027, 6, 12), True),
    ],
)
def test_day_is_never_shabbos_or_yom_tov_there(
    country: str, day: date, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 12, 1, tzinfo=UTC))
    form = GiftForm(typed(country=country, day=day.isoformat()))
    assert form.is_valid() is not refused
    assert ("Shabbos or Yom Tov there" in str(form.errors)) is refused
    assert zone_of(country)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "2020-01-01"}, "over there"),
        ({"day": "2199-01-01"}, "within a year"),
        ({"greeting": "See https://example.org"}, "without web and e-mail addresses"),
        ({"giver": "me@example.org"}, "without web and e-mail addresses"),
        ({"giver": "Saba evil.example"}, "without web and e-mail addresses"),
        ({"greeting": "Look at evil。example"}, "a space after a full stop"),
        ({"greeting": "Call 052-123 4567"}, "and telephone numbers"),
        ({"greeting": "Mazal tov 🎉"}, "can’t be printed"),
        ({"email": "nobody"}, "not complete"),
        ({"greeting": "x" * 501}, "500"),
    ],
)
def test_refusals_are_sentences_and_nothing_is_stored(
    order: Order, client: Client, changes: dict[str, object], sentence: str
) -> None:
    answer = client.post(url(order), typed(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Gift.objects.exists()


@pytest.mark.parametrize(
    "greeting", ["Born 30.11.2026. Mazal tov!", "R. Chaim and Mrs. Levi", "ב״ה. מזל טוב.", "5787/8"]
)
def test_ordinary_words_are_no_address(greeting: str) -> None:
    assert "greeting" not in GiftForm(typed(greeting=greeting, giver="R.M. Levi")).errors


def test_gift_whose_morning_has_begun_is_not_promised_to_wait(order: Order, client: Client) -> None:
    make_due(give(order, client))
    page = client.get(url(order)).content.decode()
    assert "It is sent within minutes" in page
    assert "Until then you can change it" not in page


def test_gift_is_changed_and_withdrawn_until_it_is_sent(order: Order, client: Client) -> None:
    give(order, client)
    gift = give(order, client, giver="Zaide and Bubby")
    assert gift.giver == "Zaide and Bubby"
    page = client.post(url(order), {"withdraw": "1"}, follow=True).content.decode()
    assert "The gift is withdrawn: nothing is sent" in page
    assert not Gift.objects.exists()
    answer = client.post(url(order), {"withdraw": "1"})  # there is none any more
    assert "withdrawn" not in answer["Location"]


def test_the_page_of_the_order_shows_its_gifts(order: Order, client: Client) -> None:
    def page() -> str:
        return client.get(f"/orders/{order.public_id}/").content.decode()

    assert "Give as a gift" in page()
    gift = give(order, client)
    assert "It is sent as a gift on " in page()
    assert "Give as a gift" not in page()
    make_due(gift)
    send_gifts()
    assert "It was sent as a gift." in page()
    assert "bubby@example.org" not in page()  # the link may be shared


def test_returned_letter_and_unwilling_recipient_are_not_mailed(
    order: Order, client: Client
) -> None:
    make_due(give(order, client))
    send_gifts()
    suppression = suppress(email="Bubby@example.org", reason=Reason.UNSUBSCRIBED)
    with pytest.raises(MessageObsolete):
        mail()
    suppression.delete()
    refund = order.payments.get().refunds.create(amount=100, currency="usd", reason="requested")
    OrderLine.objects.filter(order=order).update(refund=refund)
    with pytest.raises(MessageObsolete):
        mail()
    assert client.get(url(order)).status_code == 404


def test_deletion_takes_the_gift_along(order: Order, client: Client) -> None:
    gift = give(order, client)
    make_due(gift)
    send_gifts()
    erase_person(order.lines.get().inscription.person_id)
    assert not Gift.objects.exists()
    assert where_found("bubby@example.org") == []
    with pytest.raises(MessageObsolete):
        mail()


def test_gift_that_is_deleted_before_its_mail_was_sent_is_left_out(
    order: Order, client: Client
) -> None:
    make_due(give(order, client))
    send_gifts()
    erase_purchaser(order.purchaser_id)
    assert where_found("bubby@example.org") == []
    assert Message.objects.get(kind=GIFT).state == Message.State.LEFT_OUT


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_card_is_one_sheet(order: Order, client: Client, language: str, paper: str) -> None:
    give(order, client, language=language)
    answer = client.get(f"{url(order)}card.pdf?paper={paper}")
    (page,) = PdfReader(BytesIO(answer.content)).pages
    width = {"a4": 595, "letter": 612}[paper]
    assert abs(float(page.mediabox.width) - width) < 1
    assert "Zaide" in page.extract_text()


def test_card_without_a_gift_or_on_unknown_paper_is_404(order: Order, client: Client) -> None:
    assert client.get(f"{url(order)}card.pdf").status_code == 404
    give(order, client)
    assert client.get(f"{url(order)}card.pdf?paper=a0").status_code == 404


def test_recipient_is_forgotten_after_a_month(order: Order, client: Client) -> None:
    gift = give(order, client)
    make_due(gift)
    send_gifts()
    assert forget_gifts() == 0
    Gift.objects.filter(pk=gift.pk).update(sent_at=timezone.now() - KEPT - timedelta(days=1))
    assert forget_gifts() == 1
    gift.refresh_from_db()
    assert (gift.email, gift.greeting, gift.giver) == ("", "", "")
    assert where_found("bubby@example.org") == []
    assert forget_gifts() == 0


def test_concurrent_workers_send_once(order: Order, client: Client) -> None:
    make_due(give(order, client))
    assert at_once(4, send_gifts) == []
    assert Message.objects.filter(kind=GIFT).count() == 1


def test_negative_control_without_the_lock_two_workers_send(
    order: Order, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_due(give(order, client))
    unlocked = meet_after(lambda pk: Gift.objects.get(pk=pk))
    monkeypatch.setattr(gifts, "_locked", unlocked)
    (error,) = at_once(2, send_gifts)
    assert "message_once" in str(error)


def test_what_is_missing_is_named_above_the_form(order: Order, client: Client) -> None:
    page = client.post(url(order), typed(email="", giver="")).content.decode()
    above = page.partition('id="errors"')[2].partition("</div>")[0]
    assert "E-mail address of the one who receives it: Please fill this in." in above
    assert "From: Please fill this in." in above
