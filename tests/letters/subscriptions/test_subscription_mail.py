"""The next-scroll mail and the names behind its link."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from letters.models import Purchaser, Scroll, Series, Subscription
from letters.subscriptions import subscriptions
from letters.subscriptions.subscriptions import names_by_token, names_token, suggested_names
from messaging import delivery
from messaging.composers import MessageObsolete, compose
from messaging.models import Message
from messaging.suppressions import is_unsubscribed
from tests.letters.subscriptions.subscribed_families import family, fill, give_letters, person

EMAIL = "levi@example.org"


@pytest.fixture
def twelfth(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, open; the 13th is prepared."""
    scroll = make_scroll(12, letters=40)
    make_scroll(13, letters=40, opened=False)
    return scroll


def mail_of(series: Series) -> EmailMultiAlternatives:
    """The only next-scroll mail, composed now."""
    subscriptions.notify_subscribers(series)
    return compose(Message.objects.get(kind=subscriptions.NEXT_SCROLL))


def deliver(message: Message) -> EmailMultiAlternatives:
    """Send the message and return the mail."""
    delivery.deliver([message])
    (sent,) = mail.outbox
    return cast("EmailMultiAlternatives", sent)


def names_of(payer: Purchaser, scroll: Scroll) -> list[str]:
    return [person.given_name for person in suggested_names(purchaser=payer, scroll=scroll).people]


def link(scroll: Scroll) -> str:
    return names_token(Subscription.objects.get(), scroll)


def test_next_scroll_mail_has_the_names_and_the_link(twelfth: Scroll, series: Series) -> None:
    payer = family(series, EMAIL, "יוסף", "Mushka")
    give_letters(
        series,
        person(payer, "אברהם", departed=True, honorific="ע״ה", mother_name="", father_name="יעקב"),
    )
    opened = fill(twelfth)
    sent = mail_of(series)
    assert sent.subject == "The 13th scroll is open: your names"
    for part in (sent.body, str(sent.alternatives[0][0])):
        assert "יוסף בן חנה" in part
        assert "אברהם בן יעקב" in part
        assert "ע״ה" in part
        assert "Nothing is charged unless you pay" in part
        assert f"http://testserver/letters/new/?again={link(opened)}" in part
        assert "Anyone with this link can see these names" in part


def test_next_scroll_mail_is_in_the_language_of_the_subscription(
    twelfth: Scroll, series: Series
) -> None:
    family(series, EMAIL, "יוסף", language="he")
    fill(twelfth)
    sent = mail_of(series)
    assert sent.subject == "הספר הי״ג נפתח: השמות שלכם"
    assert 'dir="rtl"' in str(sent.alternatives[0][0])
    assert "charged" not in sent.body


def test_next_scroll_mail_mentions_unnamed_babies(twelfth: Scroll, series: Series) -> None:
    payer = family(series, EMAIL)
    give_letters(series, person(payer, "", kind="baby"))
    fill(twelfth)
    sent = mail_of(series)
    assert "Babies who had not been named yet are not on this list" in sent.body
    assert "You inscribed these names" not in sent.body


def test_next_scroll_mail_cuts_long_lists(twelfth: Scroll, series: Series, settings: Any) -> None:
    settings.BASKET_LIMIT = 2
    family(series, EMAIL, "ראובן", "שמעון", "לוי", "יהודה")
    fill(twelfth)
    sent = mail_of(series)
    assert "שמעון" in sent.body
    assert "יהודה" not in sent.body
    assert "and 2 more names" in sent.body


def test_suggested_names_have_each_name_once_as_last_written(
    twelfth: Scroll, series: Series
) -> None:
    payer = family(series, EMAIL, "יוסף", "יוֹסֵף", "דוד")
    opened = fill(twelfth)
    assert names_of(payer, opened) == ["יוֹסֵף", "דוד"]


def test_suggested_names_omit_holders_in_this_scroll(twelfth: Scroll, series: Series) -> None:
    payer = family(series, EMAIL, "יוסף", "דוד")
    opened = fill(twelfth)
    give_letters(series, person(payer, "יוסף"))
    assert names_of(payer, opened) == ["דוד"]


def test_suggested_names_omit_people_of_other_purchasers(twelfth: Scroll, series: Series) -> None:
    payer = family(series, EMAIL, "יוסף")
    family(series, "cohen@example.org", "Moshe")
    opened = fill(twelfth)
    assert names_of(payer, opened) == ["יוסף"]


def test_suggested_names_omit_people_without_letters(twelfth: Scroll, series: Series) -> None:
    payer = family(series, EMAIL, "יוסף")
    person(payer, "Unpaid").save()
    opened = fill(twelfth)
    assert names_of(payer, opened) == ["יוסף"]


@pytest.mark.parametrize("why", ["ended", "all have letters", "full"])
def test_next_scroll_mail_is_obsolete(twelfth: Scroll, series: Series, why: str) -> None:
    payer = family(series, EMAIL, "יוסף")
    opened = fill(twelfth)
    subscriptions.notify_subscribers(series)
    if why == "ended":
        subscriptions.unsubscribe(purchaser=payer, series=series)
    elif why == "all have letters":
        give_letters(series, person(payer, "יוסף"))
    else:
        Scroll.objects.filter(pk=opened.pk).update(state="full")
    with pytest.raises(MessageObsolete):
        compose(Message.objects.get(kind=subscriptions.NEXT_SCROLL))


def test_names_token_has_no_personal_data_and_is_signed(twelfth: Scroll, series: Series) -> None:
    payer = family(series, EMAIL, "יוסף")
    opened = fill(twelfth)
    token = link(opened)
    found = names_by_token(token)
    assert found is not None
    assert found.purchaser == payer
    assert len(token.rpartition(".")[2]) >= 43  # 256 bits
    for wrong in (token[:-1], token[:-1] + "!", token.replace("-", "", 1), "", "1-1"):
        assert names_by_token(wrong) is None


def test_names_by_token_is_none_after_the_scroll_closed(twelfth: Scroll, series: Series) -> None:
    family(series, EMAIL, "יוסף")
    opened = fill(twelfth)
    assert names_by_token(link(opened))
    assert names_by_token(link(twelfth)) is None
    Scroll.objects.filter(pk=opened.pk).update(state="full")
    assert names_by_token(link(opened)) is None


def test_one_click_unsubscribe(twelfth: Scroll, series: Series, client: Client) -> None:
    payer = family(series, EMAIL, "יוסף")
    fill(twelfth)
    subscriptions.notify_subscribers(series)
    sent = deliver(Message.objects.get(kind=subscriptions.NEXT_SCROLL))
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in sent.body
    client.post(address.removeprefix("http://testserver"), {"List-Unsubscribe": "One-Click"})
    assert is_unsubscribed(EMAIL)
    assert not subscriptions.is_subscribed(purchaser=payer, series=series)


@pytest.mark.parametrize("other", ["Yosef", "יוסף הכהן", "Йосеф"])
def test_suggested_names_omit_holders_written_in_another_way(
    twelfth: Scroll, series: Series, other: str
) -> None:
    payer = family(series, EMAIL, "יוסף", "דוד")
    opened = fill(twelfth)
    give_letters(series, person(payer, other, mother_name="Chana"))
    assert names_of(payer, opened) == ["דוד"]


@pytest.mark.parametrize(
    "other",
    [
        {"given_name": "יוסי"},
        {"given_name": "שמחה", "relation": "bas"},
        {"given_name": "בר"},
        {"given_name": "יוסף", "mother_name": "", "father_name": "לוי"},
        {"given_name": "יוסף", "family_name": "הלוי"},
        {"given_name": "יוסף", "departed": True, "father_name": "משה"},
    ],
)
def test_suggested_names_keep_other_people(
    twelfth: Scroll, series: Series, other: dict[str, Any]
) -> None:
    payer = family(series, EMAIL)
    whole = {"family_name": "כהן", **other}
    give_letters(series, person(payer, "יוסף", family_name="כהן"))
    give_letters(series, person(payer, "שמחה", family_name="כהן"))
    give_letters(series, person(payer, "בן", family_name="כהן"))
    opened = fill(twelfth)
    give_letters(series, person(payer, **whole))
    assert names_of(payer, opened) == ["יוסף", "שמחה", "בן"]
