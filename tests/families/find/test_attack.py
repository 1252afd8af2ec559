"""Somebody tries common names: 200 names with 3 parents each, from 200 addresses.

The register has people of realistic names, and some of those who are asked about. `make attack`
tries 1,000 names: ATTACK=full.
"""

import hashlib
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice, product, starmap
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core import jobs
from dev.factories.population import Population
from families.find import answering
from families.find.facts import is_rare
from families.find.tripwires import ALARM, COUNT, counts_of_hour, is_tripwire, tripwires
from families.models import OwnerRequest, Question
from letters import torah
from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.matching.compare import NameFacts, compare
from letters.matching.rarity import commonest_families, commonest_given
from letters.matching.tables import FEMALE, MALE
from letters.models import Person, Scroll
from messaging.delivery import deliver_ordinary
from messaging.models import Message
from tests.families.find.asking import limits, prove
from tests.families.find.conftest import FACTS
from tests.families.find.two_samples import p_value

FULL = os.environ.get("ATTACK") == "full"
ADDRESSES = 200
FAMILIES = 25 if FULL else 5
PLANTED = 300 if FULL else 200
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
Fact = tuple[str, str, str, str]  # given, relation, mother, family
Times = list[tuple[float, float]]  # seconds of the clock, and of the processor

_GIVE = """
UPDATE letters_letter AS letter SET inscription_id = held.id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM letters_inscription) AS held
WHERE letter.scroll_id = %s AND letter.draw_rank = held.n
"""


@dataclass
class Observed:
    """What the attacker sees: seconds of each answer by whether the name is known, and bodies.

    The seconds of the processor show a difference on a busy machine too, where an attacker would
    need far more questions.
    """

    known: Times = field(default_factory=list)
    unknown: Times = field(default_factory=list)
    bodies: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)


def common_names() -> list[Fact]:
    """The 40 commonest given names with FAMILIES family names and the 3 commonest mothers."""
    given = [(name, "ben") for name in commonest_given(MALE, 20)]
    given += [(name, "bas") for name in commonest_given(FEMALE, 20)]
    mothers, families = commonest_given(FEMALE, 3), commonest_families(FAMILIES)
    return [
        (name, relation, mother, family)
        for (name, relation), family, mother in product(given, families, mothers)
    ]


@pytest.fixture
def guesses() -> list[Fact]:
    names = common_names()
    random.Random(5787).shuffle(names)
    return names


@pytest.fixture
def register(make_scroll: Callable[..., Scroll], guesses: Sequence[Fact]) -> set[Fact]:
    """3,000 people of realistic names and PLANTED of the guesses, all with letters."""
    scroll = make_scroll(letters=6_000)
    payer = get_or_create_purchaser(email="owner@example.org", language="en")
    people = [
        Person(purchaser=payer, **{**vars(name), "birth_date": None})
        for family in Population(5787).families(3_000)
        for name in family
    ]
    planted = set(guesses[:: len(guesses) // PLANTED])
    people += [_person(payer, fact) for fact in sorted(planted)]
    inscribe(series=scroll.series, people=people)
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [scroll.pk])
        cursor.execute("ANALYZE letters_person, letters_inscription, letters_letter")
    known = {_fact(person) for person in people}
    return known & set(guesses)


def _person(payer: Any, fact: Fact) -> Person:
    given, relation, mother, family = fact
    return Person(
        purchaser=payer,
        kind="adult",
        declared="authorised",
        given_name=given,
        relation=relation,
        mother_name=mother,
        family_name=family,
    )


def _fact(person: Person) -> Fact:
    return person.given_name, person.relation, person.mother_name, person.family_name


def attackers(count: int) -> Iterator[tuple[Client, str]]:
    """Browsers of different networks, each with an address that it has proved."""
    made = []
    for number in range(count):
        client = Client(REMOTE_ADDR=f"10.{number // 250}.{number % 250}.7")
        email = f"attacker{number}@example.org"
        prove(client, email)
        made.append((client, email))
    yield from cycle(made)


def _digest(response: Any) -> str:
    """Of all that the attacker gets, but the token of the form."""
    content = CSRF.sub(b"", response.content)
    return hashlib.sha256(f"{response.headers.get('Location')}".encode() + content).hexdigest()


def observe(guesses: Sequence[Fact], known: set[Fact], *, addresses: int = ADDRESSES) -> Observed:
    """Send the questions, measure each answer, and let the worker answer between them."""
    seen, browsers = Observed(), list(islice(attackers(addresses), addresses))
    for number, fact in enumerate(guesses):
        client, email = browsers[number % addresses]
        given, relation, mother, family = fact
        names = {"given_name": given, "relation": relation, "mother_name": mother}
        begun = time.perf_counter(), time.thread_time()
        answer = client.post("/find/", {**FACTS, **names, "family_name": family, "email": email})
        took = time.perf_counter() - begun[0], time.thread_time() - begun[1]
        (seen.known if fact in known else seen.unknown).append(took)
        seen.statuses.add(answer.status_code)
        seen.bodies.add(_digest(answer))
        if number % 10 == 0 and answer.status_code == 303:
            seen.pages.add(_digest(client.get(answer["Location"])))
        for question in answering.waiting():
            answering.answer(question)
    return seen


def p_values(seen: Observed) -> tuple[float, float]:
    """That known and unknown names take equally long: by the clock, and by the processor."""
    known, unknown = zip(*seen.known, strict=True), zip(*seen.unknown, strict=True)
    by_clock, by_processor = starmap(p_value, zip(known, unknown, strict=True))
    return by_clock, by_processor


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_trying_common_names_learns_nothing(
    guesses: list[Fact], register: set[Fact], settings: Any
) -> None:
    """Past all limits: what they stop is in test_limits."""
    settings.FIND_LIMITS = dict.fromkeys(settings.FIND_LIMITS, (1_000_000, 0))
    settings.OBSERVE_QUIET_HOURS = False
    assert len(guesses) == (3_000 if FULL else 600)
    assert len(register) >= PLANTED
    seen = observe(guesses, register)
    assert Question.objects.count() == len(guesses)
    answers = set(Question.objects.values_list("answer", flat=True))
    assert answers == {Question.Answer.MORE}  # neither a yes nor a no
    assert OwnerRequest.objects.count() == 0
    assert (len(seen.bodies), len(seen.pages), seen.statuses) == (1, 1, {303})
    assert min(p_values(seen)) > 0.001
    alarm = Message.objects.filter(kind=ALARM).earliest("pk")
    counts = counts_of_hour(alarm.about)
    assert counts["invented"] >= 3
    assert counts["networks"] >= 3
    mails = _mail_bodies()
    assert len(mails) == 1


def _mail_bodies() -> set[str]:
    """What the mails about some known and some unknown names say, without the names and links."""
    from django.core import mail

    Message.objects.exclude(
        about__in=[
            str(pk) for pk in Question.objects.order_by("pk").values_list("pk", flat=True)[:60]
        ]
    ).delete()
    while deliver_ordinary():
        continue
    bodies = set()
    for each in mail.outbox:
        if each.to[0].startswith("attacker"):
            text = each.body.split("\n    ")[0] + "".join(str(each.body).split("\n\n")[2:])
            bodies.add(re.sub(r"\S*://\S*", "", text))
    return bodies


def test_negative_control_an_answer_in_the_request_is_found_by_its_time(
    guesses: list[Fact],
    register: set[Fact],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same test, with the look-up where it must not be."""
    settings.FIND_LIMITS = dict.fromkeys(settings.FIND_LIMITS, (1_000_000, 0))
    monkeypatch.setattr(jobs, "enqueue", _at_once)
    known = [fact for fact in guesses if fact in register][:150]
    unknown = [fact for fact in guesses if fact not in register][:150]
    mixed = [fact for pair in zip(known, unknown, strict=True) for fact in pair]
    seen = observe(mixed, register, addresses=10)
    assert len(seen.bodies) == 1
    assert min(p_values(seen)) < 0.001


def _at_once(task: str, *args: Any, **_: Any) -> None:
    if task == "families.tasks.answer_question":
        answering.answer(*args)


def test_the_limits_stop_an_attacker_after_two_misses(
    guesses: list[Fact], scroll: Scroll, settings: Any
) -> None:
    seen = observe(guesses[:40], set(), addresses=2)
    assert Question.objects.count() == 4
    assert 429 in seen.statuses
    settings.FIND_LIMITS = limits(email=(99, 12), browser=(99, 12))
    observe(guesses[:40], set(), addresses=1)
    assert Question.objects.filter(email="attacker0@example.org").count() == 12


def test_the_guessed_names_are_common_in_any_register(guesses: list[Fact]) -> None:
    """No question of three of these facts is ever answered with yes, however small it is."""
    for given, relation, mother, family in guesses:
        facts = NameFacts(given=given, relation=relation, mother=mother, family=family)
        assert not is_rare(facts, torah.TOTAL_LETTERS)


def test_tripwires_are_fifty_people_of_the_site_s_own(settings: Any) -> None:
    assert len(set(tripwires())) == COUNT
    assert all(is_tripwire(each) for each in tripwires())
    mine = list(tripwires())
    tripwires.cache_clear()
    settings.SECRET_KEY = "another"
    assert tripwires() != mine
    tripwires.cache_clear()


def test_an_invented_person_who_is_in_the_register_raises_no_alarm(
    make_scroll: Callable[..., Scroll], settings: Any
) -> None:
    """By chance a true person has the name: asked about with a fourth fact, they are found."""
    settings.FIND_LIMITS = dict.fromkeys(settings.FIND_LIMITS, (1_000_000, 0))
    scroll = make_scroll()
    payer = get_or_create_purchaser(email="owner@example.org", language="en")
    name = tripwires()[0]
    person = _person(payer, (name.given, name.relation, name.mother, name.family))
    person.father_name = name.father
    inscribe(series=scroll.series, people=[person])
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [scroll.pk])
    client, email = next(attackers(1))
    client.post(
        "/find/",
        {
            **FACTS,
            "given_name": name.given,
            "relation": name.relation,
            "mother_name": name.mother,
            "father_name": name.father,
            "family_name": name.family,
            "email": email,
        },
    )
    for question in answering.waiting():
        answering.answer(question)
    assert Question.objects.get().answer == Question.Answer.YES
    assert not Message.objects.filter(kind=ALARM).exists()


def test_the_alarm_tells_the_committee_figures_once_an_hour(
    scroll: Scroll, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from django.core import mail

    settings.FIND_LIMITS = dict.fromkeys(settings.FIND_LIMITS, (1_000_000, 0))
    settings.OBSERVE_QUIET_HOURS = False
    client, email = next(attackers(1))
    for name in islice(tripwires(), 3):
        values = {"given_name": name.given, "relation": name.relation, "email": email}
        parents = {"mother_name": name.mother, "family_name": name.family}
        client.post("/find/", {**FACTS, **values, **parents})
        for question in answering.waiting():
            answering.answer(question)
        assert compare(name, NameFacts(given=name.given, relation=name.relation)) != "strict"
    deliver_ordinary()
    (alarm,) = [each for each in mail.outbox if each.to == settings.COMMITTEE_EMAILS]
    assert "3 look-ups, 3 of them in vain, 3 of invented people" in alarm.body
    for name in islice(tripwires(), 3):
        assert name.given not in alarm.body
        assert name.given not in caplog.text
    assert "tries name after name" in caplog.text
