"""An account comes to be when an address with letters is proved, and not before."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import new_accounts
from accounts.new_accounts import account_of_proved
from messaging.tasks import deliver_due
from payments.models import Order
from tests.accounts.test_code_limits import Answer, answer_of, next_hour
from tests.families.my_letters.families import CHANA, EMAIL, account_with, buy, sign_in_by_code
from tests.races import at_once, meet_after

URL = "/accounts/login/code/"
MakeOrder = Callable[..., Order]


@pytest.fixture
def bought(make_order: MakeOrder) -> Order:
    return buy(make_order, [CHANA], "first")


def test_code_of_a_purchaser_makes_the_account(bought: Order, client: Client) -> None:
    assert not User.objects.exists()
    assert sign_in_by_code(client)
    user = User.objects.get()
    assert (user.email, user.is_staff, user.has_usable_password()) == (EMAIL, False, False)
    assert EmailAddress.objects.get().verified
    assert client.get("/my-letters/").status_code == 200


def test_asking_for_a_code_makes_nothing(bought: Order, client: Client) -> None:
    client.post(URL, {"email": EMAIL})
    assert not User.objects.exists()


def test_second_code_signs_in_to_the_same_account(bought: Order) -> None:
    for _ in range(2):
        assert sign_in_by_code(Client(), EMAIL)
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_case_of_the_address_does_not_matter(make_order: MakeOrder, client: Client) -> None:
    buy(make_order, [CHANA], "first", email="Chana@Example.org")
    assert sign_in_by_code(client)
    assert b"Chana" in client.get("/my-letters/").content


def test_wrong_code_makes_no_account(bought: Order, client: Client) -> None:
    client.post(URL, {"email": EMAIL})
    client.post(f"{URL}confirm/", {"code": "AAAA-AAAA"})
    client.post(f"{URL}confirm/", {"code": ""})
    assert not User.objects.exists()


def test_unpaid_order_lets_nobody_have_an_account(make_order: MakeOrder, client: Client) -> None:
    make_order([CHANA])
    assert not sign_in_by_code(client)
    assert mail.outbox == []


def test_address_without_letters_gets_no_mail_and_no_guess_is_right(
    bought: Order, client: Client
) -> None:
    assert not sign_in_by_code(client, "stranger@example.org")
    client.post(f"{URL}confirm/", {"code": ""})
    deliver_due()
    assert not User.objects.exists()
    assert all(each.to == [EMAIL] for each in mail.outbox)


def test_password_reset_gives_a_purchaser_no_code(bought: Order, client: Client) -> None:
    deliver_due()
    before = len(mail.outbox)
    client.post("/accounts/password/reset/", {"email": EMAIL})
    deliver_due()
    assert len(mail.outbox) == before


def test_answer_and_statements_are_the_same_for_every_address(make_order: MakeOrder) -> None:
    buy(make_order, [CHANA], "first")
    account_with("owner@example.org", verified=True)
    answer_of("first@example.org")  # fills what a process keeps
    answers: list[Answer] = []
    for email in ("owner@example.org", EMAIL, "nobody@example.org"):
        next_hour()
        answers.append(answer_of(email))
    assert answers[0] == answers[1] == answers[2]


def test_code_entered_in_two_tabs_makes_one_account(bought: Order) -> None:
    assert at_once(4, lambda: account_of_proved(EMAIL)) == []
    assert User.objects.count() == 1


def test_negative_control_of_the_constraint(bought: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both see no account; without catching what the constraint says, one of them fails."""
    monkeypatch.setattr(new_accounts, "account_of", meet_after(new_accounts.account_of))
    monkeypatch.setattr(new_accounts, "IntegrityError", ZeroDivisionError)
    errors = at_once(2, lambda: account_of_proved(EMAIL))
    assert [type(error) for error in errors] == [IntegrityError]
    assert User.objects.count() == 1


def test_code_page_of_a_purchaser_has_no_sign_of_the_letters(bought: Order, client: Client) -> None:
    client.post(URL, {"email": EMAIL})
    with CaptureQueriesContext(connection) as shown:
        page = client.get(f"{URL}confirm/").content.decode()
    assert "Levi" not in page
    assert not any(re.search("letters_(person|purchaser)", q["sql"]) for q in shown)
