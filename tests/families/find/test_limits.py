"""Misses are counted by address, browser, network and site; hits are not."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from altcha import Challenge, Payload, solve_challenge
from django.test import Client, RequestFactory
from django.utils import timezone

from core.http.client_address import client_network
from families.find import answering
from families.find import limits as find_limits
from families.find.limits import Asker, record_attempt
from families.models import Attempt, Question
from letters.models import Scroll
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.models import Order
from payments.orders.place import Name
from tests.families.find.asking import limits, name, prove
from tests.families.find.conftest import FACTS
from tests.races import at_once, meet_after

Ask = Callable[..., list[Any]]
ASKER = Asker(email="e" * 32, browser="b" * 32, network="n" * 32)
OTHER = Asker(email="o" * 32, browser="p" * 32, network="q" * 32)
FREE = {"email": (99, 0), "browser": (99, 0), "network": (99, 0), "site": (99, 0)}


def solve(challenge: dict[str, Any]) -> str:
    parsed = Challenge.from_dict(challenge)
    solution = solve_challenge(parsed)
    assert solution
    return Payload(parsed, solution).to_base64()


def challenge_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="challenge" type="application/json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


def test_the_third_miss_needs_a_proof_of_work_that_sends_it(
    browser: Client, ask: Ask, settings: Any
) -> None:
    ask()
    ask()
    refused = browser.post("/find/", FACTS)
    page = refused.content.decode()
    assert refused.status_code == 429
    assert 'value="Meshulam Zusha"' in page
    solution = solve(challenge_in(page))
    assert browser.post("/find/", {**FACTS, "solution": solution}).status_code == 303
    again = browser.post("/find/", {**FACTS, "solution": solution})
    assert again.status_code == 429  # one solution is good for one question
    assert Question.objects.count() == 3


def test_the_work_grows_with_each_miss(db: None, settings: Any) -> None:
    settings.FIND_LIMITS = FREE
    difficulties = []
    for _ in range(6):
        settings.FIND_LIMITS = limits(email=(2, 0))
        try:
            record_attempt(ASKER, solution="")
            difficulties.append(0)
        except ChallengeRequired as required:
            parameters: Any = required.challenge["parameters"]
            difficulties.append(parameters["data"]["difficulty"])
            settings.FIND_LIMITS = FREE
            record_attempt(ASKER, solution="")
    assert difficulties == [0, 0, 1_000, 2_000, 4_000, 8_000]


def test_a_yes_is_no_miss(ask: Ask, buy: Callable[..., Order]) -> None:
    buy(name("Meshulam Zusha", "Freida", "Gurevitch"))
    for _ in range(4):
        ask()
    assert Attempt.objects.filter(miss=True).count() == 0


def test_what_is_not_answered_yet_counts(browser: Client) -> None:
    statuses = [browser.post("/find/", FACTS).status_code for _ in range(3)]
    assert statuses == [303, 303, 429]


@pytest.mark.parametrize("field", ["email", "browser", "network", "site"])
def test_past_the_hard_limit_one_waits(db: None, settings: Any, field: str) -> None:
    settings.FIND_LIMITS = {**FREE, field: (99, 2)}
    record_attempt(ASKER, solution="")
    record_attempt(ASKER, solution="")
    if field == "site":  # never: one attacker would close it for all
        record_attempt(ASKER, solution="")
        return
    with pytest.raises(RateLimited) as limited:
        record_attempt(ASKER, solution="")
    assert 59 <= limited.value.minutes <= 60
    record_attempt(OTHER, solution="")
    Attempt.objects.update(at=timezone.now() - timedelta(hours=1))
    record_attempt(ASKER, solution="")


def test_the_whole_site_asks_for_work(db: None, settings: Any) -> None:
    settings.FIND_LIMITS = {**FREE, "site": (1, 0)}
    record_attempt(ASKER, solution="")
    with pytest.raises(ChallengeRequired):
        record_attempt(OTHER, solution="")


def test_two_at_once_use_one_place(transactional_db: None, settings: Any) -> None:
    settings.FIND_LIMITS = {**FREE, "email": (99, 1)}
    errors = at_once(2, lambda: record_attempt(ASKER, solution=""))
    assert [type(error) for error in errors] == [RateLimited]


def test_negative_control_two_at_once_without_the_lock(
    transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FIND_LIMITS = {**FREE, "email": (99, 1)}
    monkeypatch.setattr(find_limits, "hold", lambda *_: None)
    monkeypatch.setattr(find_limits, "_misses", meet_after(find_limits._misses))
    assert at_once(2, lambda: record_attempt(ASKER, solution="")) == []
    assert Attempt.objects.count() == 2


def test_a_refused_question_is_not_kept(browser: Client, settings: Any) -> None:
    settings.FIND_LIMITS = limits(email=(0, 0))
    assert browser.post("/find/", FACTS).status_code == 429
    assert Question.objects.count() == 0


def test_the_limit_comes_after_the_code_too(client: Client, scroll: Scroll, settings: Any) -> None:
    from tests.families.find.test_code import ask_for_code

    settings.FIND_LIMITS = limits(email=(0, 0))
    page, code = ask_for_code(client)
    refused = client.post(page, {"code": code})
    assert refused.status_code == 429
    solution = solve(challenge_in(refused.content.decode()))
    assert client.post(page, {"code": code, "solution": solution}).status_code == 303
    assert Question.objects.get().state == Question.State.QUEUED


def test_waiting_is_said_in_a_sentence(browser: Client, settings: Any) -> None:
    settings.FIND_LIMITS = limits(email=(99, 1), browser=(99, 1))
    browser.post("/find/", FACTS)
    page = browser.post("/find/", FACTS).content.decode()
    assert re.search("Please try again in (59|60) minutes", page)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unknown", "unknown"),
    ],
)
def test_a_network_is_a_household_or_more(address: str, network: str) -> None:
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_certificate_is_found_by_number_and_family(
    client: Client, buy: Callable[..., Order]
) -> None:
    from letters.certificates.contents import certificate_number
    from letters.models import Certificate

    buy(name("Meshulam Zusha", "Freida", "Gurevitch"))
    number = certificate_number(Certificate.objects.get())
    page = client.post("/find/certificate/", {"number": number, "family_name": "גורביץ'"})
    assert "Parshas" in page.content.decode()
    assert Attempt.objects.get().miss is False


@pytest.mark.parametrize(
    ("number", "family"), [("12-999999", "Gurevitch"), ("right", "Levi"), ("no. 12/7", "Levi")]
)
def test_a_wrong_number_and_a_wrong_family_have_one_answer(
    client: Client, buy: Callable[..., Order], number: str, family: str
) -> None:
    from letters.certificates.contents import certificate_number
    from letters.models import Certificate

    buy(name("Meshulam Zusha", "Freida", "Gurevitch"))
    right = certificate_number(Certificate.objects.get())
    values = {"number": right if number == "right" else number, "family_name": family}
    page = client.post("/find/certificate/", values)
    assert page.status_code == 200
    assert "No valid certificate has this number" in page.content.decode()
    assert Attempt.objects.get().miss is True


@pytest.mark.parametrize(
    ("printed", "typed", "found"),
    [
        (name("Zusha", "Freida"), "פריידא", True),
        (name("Zusha", father_name="Yehoshua"), "Yehoshua", True),
        (name("", "Freida", kind="baby"), "Freida", True),
        (name("Zusha", "Freida"), "Zusha", False),
        (name("Zusha", "Freida"), "-", False),
        (name("Zusha", "Freida", "Gurevitch"), "Freida", False),
    ],
)
def test_a_parent_stands_for_a_family_name_that_is_not_on_it(
    client: Client, buy: Callable[..., Order], printed: Name, typed: str, *, found: bool
) -> None:
    from letters.certificates.contents import certificate_number
    from letters.models import Certificate

    buy(printed)
    number = certificate_number(Certificate.objects.get())
    page = client.post("/find/certificate/", {"number": number, "family_name": typed})
    assert ("Parshas" in page.content.decode()) is found


@pytest.mark.parametrize("number", ["x", "000001", "12-", "12-1-2"])
def test_what_is_no_number_is_no_attempt(client: Client, scroll: Scroll, number: str) -> None:
    page = client.post("/find/certificate/", {"number": number, "family_name": "Levi"})
    assert page.status_code == 422
    assert "as it is on the sheet, such as 12-000123" in page.content.decode()
    assert not Attempt.objects.exists()


def test_numbers_are_not_tried_in_bulk(client: Client, scroll: Scroll) -> None:
    client.get("/find/certificate/")
    values = {"number": "12-000001", "family_name": "Levi"}
    statuses = [client.post("/find/certificate/", values).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]


def test_a_hit_leaves_the_worker_no_trace_of_the_asker(ask: Ask) -> None:
    ask()
    attempt = Attempt.objects.get()
    assert "asker" not in f"{attempt.email}{attempt.browser}{attempt.network}"
    Question.objects.all().delete()
    answering.delete_expired()
    assert Attempt.objects.exists()
    prove(Client(), "asker@example.org")
