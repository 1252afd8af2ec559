"""The asker's address is proved by a code, once a browser."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from families.find import answering
from families.find.codes import LIFETIME, MAX_ATTEMPTS
from families.find.proof import COOKIE
from families.models import Attempt, Question
from letters.models import Scroll
from messaging.delivery import deliver_ordinary
from messaging.models import Message
from tests.families.find.asking import code_in, prove
from tests.families.find.conftest import FACTS


def ask_for_code(client: Client, **changes: str) -> tuple[str, str]:
    """The address of the code's page, and the code."""
    mail.outbox.clear()
    response = client.post("/find/", {**FACTS, **changes})
    assert response.status_code == 303, response.content.decode()
    deliver_ordinary()
    (message,) = mail.outbox
    return response["Location"], code_in(message)


def test_the_code_asks_the_question_and_is_asked_for_once(client: Client, scroll: Scroll) -> None:
    page, code = ask_for_code(client)
    assert client.get(page).status_code == 200
    assert Attempt.objects.count() == 0
    response = client.post(page, {"code": code.lower()})
    assert (response.status_code, response["Location"]) == (303, "/find/sent/")
    assert Question.objects.get().state == Question.State.QUEUED
    assert client.post("/find/", FACTS)["Location"] == "/find/sent/"
    assert client.post("/find/", {**FACTS, "email": "x@example.org"})["Location"] != "/find/sent/"


def test_the_page_of_a_code_that_was_used_is_gone(client: Client, scroll: Scroll) -> None:
    page, code = ask_for_code(client)
    client.post(page, {"code": code})
    assert client.post(page, {"code": code}).status_code == 410
    assert Attempt.objects.count() == 1


def test_a_wrong_code_is_refused_five_times(client: Client, scroll: Scroll) -> None:
    page, code = ask_for_code(client)
    answers = [client.post(page, {"code": "AAAA"}).status_code for _ in range(MAX_ATTEMPTS)]
    assert answers == [422] * (MAX_ATTEMPTS - 1) + [410]
    assert client.post(page, {"code": code}).status_code == 410
    assert COOKIE not in client.cookies
    assert Attempt.objects.count() == 0


def test_a_code_is_good_for_some_minutes(client: Client, scroll: Scroll) -> None:
    page, code = ask_for_code(client)
    Question.objects.update(created_at=timezone.now() - LIFETIME - timedelta(seconds=1))
    assert client.post(page, {"code": code}).status_code == 410


def test_the_code_of_one_question_is_not_that_of_another(client: Client, scroll: Scroll) -> None:
    first, _ = ask_for_code(client)
    _, code = ask_for_code(client, email="other@example.org")
    assert client.post(first, {"code": code}).status_code == 422


def test_too_many_codes_are_refused_in_a_sentence(client: Client, scroll: Scroll) -> None:
    for _ in range(3):
        assert client.post("/find/", FACTS).status_code == 303
    response = client.post("/find/", FACTS)
    assert response.status_code == 429
    page = response.content.decode()
    assert "Too many e-mails" in page
    assert 'value="Meshulam Zusha"' in page


def test_the_cookie_of_somebody_else_proves_nothing(client: Client, scroll: Scroll) -> None:
    prove(client, "asker@example.org")
    signed = client.cookies[COOKIE].value
    client.cookies[COOKIE] = signed[:-2] + ("aa" if signed[-2:] != "aa" else "bb")
    assert client.post("/find/", FACTS)["Location"].startswith("/find/code/")


def test_who_asks_again_finds_the_form_as_it_was(client: Client, scroll: Scroll) -> None:
    page, code = ask_for_code(client, birth_year="1987", city="Haifa")
    assert 'href="/find/?again"' in client.get(page).content.decode()
    form = client.get("/find/?again").content.decode()
    for typed in ("Meshulam Zusha", "Freida", "Gurevitch", "1987", "Haifa", "asker@example.org"):
        assert f'value="{typed}"' in form
    client.post(page, {"code": code})
    assert "Zusha" not in client.get("/find/?again").content.decode()


def test_a_question_without_its_code_is_shown_to_its_browser_only(
    client: Client, scroll: Scroll
) -> None:
    page, _ = ask_for_code(client)
    token = page.rstrip("/").rpartition("/")[2]
    stranger = Client()
    stranger.cookies["find_question"] = token
    for query in ("again", f"question={token}", f"again&question={token}"):
        assert "Zusha" not in stranger.get(f"/find/?{query}").content.decode()


def test_the_cookie_shows_no_address(client: Client, scroll: Scroll) -> None:
    prove(client, "asker@example.org")
    assert "asker" not in client.cookies[COOKIE].value


def test_who_is_signed_in_needs_no_code(client: Client, scroll: Scroll) -> None:
    user = User.objects.create_user("asker", email="asker@example.org")
    client.force_login(user)
    assert client.post("/find/", FACTS)["Location"].startswith("/find/code/")
    EmailAddress.objects.create(user=user, email="asker@example.org", verified=True)
    assert client.post("/find/", FACTS)["Location"] == "/find/sent/"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"given_name": ""}, "Write the given name."),
        ({"given_name": "3"}, "without digits"),
        ({"mother_name": ""}, "Write the mother’s name or the father’s name."),
        ({"relation": ""}, "Choose son or daughter."),
        ({"birth_year": "19"}, "four digits"),
        ({"birth_year": "9999"}, "four digits"),
        ({"birth_year": "5560"}, "four digits"),
        ({"city": "@"}, "name of the city"),
        ({"email": "levi"}, "not complete"),
        ({"email": ""}, "Please write your e-mail address."),
    ],
)
def test_errors_are_sentences(
    client: Client, scroll: Scroll, changes: dict[str, str], sentence: str
) -> None:
    response = client.post("/find/", {**FACTS, **changes})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Question.objects.count() == 0


def test_everything_is_forgotten_on_time(client: Client, scroll: Scroll, settings: Any) -> None:
    page, code = ask_for_code(client)
    ask_for_code(client, email="other@example.org")
    client.post(page, {"code": code})
    answering.answer(answering.waiting()[0])
    deliver_ordinary()
    answering.delete_expired()
    assert (Question.objects.count(), Attempt.objects.count()) == (2, 1)
    later = timezone.now() - timedelta(hours=4)
    Question.objects.update(created_at=later)
    Attempt.objects.update(at=later)
    answering.delete_expired()
    assert (Question.objects.count(), Attempt.objects.count()) == (1, 0)
    week = timezone.now() - timedelta(days=7, minutes=1)
    Question.objects.update(created_at=week)
    Message.objects.update(created_at=week)
    answering.delete_expired()
    assert Question.objects.count() == 0
    assert not Message.objects.filter(kind=answering.ANSWER).exists()


def test_logs_and_addresses_have_nothing_of_the_question(
    client: Client, scroll: Scroll, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page, code = ask_for_code(client)
    client.post(page, {"code": code})
    answering.answer(answering.waiting()[0])
    deliver_ordinary()
    written = f"{page} {caplog.text}"
    assert not re.search("Zusha|Freida|Gurevitch|asker@", written)
