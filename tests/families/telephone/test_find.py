"""Finding somebody during a call: what is shown, what may be said, and what is recorded."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from families.find.links import LINKS
from families.find.tripwires import ALARM, tripwires
from families.models import CallStep, EnumerationAlarm, Look
from families.telephone.addresses import masked
from families.telephone.search import MOST
from letters.certificates.contents import certificate_number
from letters.models import Certificate, Person, Scroll
from messaging.composers import compose
from messaging.models import Message
from payments.models import Order
from tests.families.my_letters.families import BABY, CHANA, EMAIL, YOSEF, buy
from tests.families.privacy.erasing import erase_person

FIND = "/telephone/find/"


def typed(**changes: str) -> dict[str, str]:
    return {"given_name": "Yosef", "mother_name": "Chana", "family_name": "Levi", **changes}


def text(client: Client, path: str, fields: dict[str, str] | None = None) -> str:
    answer = client.post(path, fields) if fields is not None else client.get(path)
    return html.unescape(answer.content.decode())


def test_found_in_another_script(on_call: Client, make_order: Callable[..., Order]) -> None:
    buy(make_order, [YOSEF, CHANA], "one")
    page = text(on_call, FIND, typed())
    assert "יוסף בן חנה לוי" in page
    assert "1 result" in page
    assert "c…@e….org" in page
    assert EMAIL not in page
    assert "the 12th scroll" in page


def test_words_for_the_caller_are_the_same(
    on_call: Client, make_order: Callable[..., Order]
) -> None:
    buy(make_order, [YOSEF], "one")
    sentence = "“Thank you. I can’t tell on the telephone who is in the register."
    assert sentence in text(on_call, FIND, typed())
    nothing = text(on_call, FIND, typed(given_name="Zusha"))
    assert sentence in nothing
    assert "Do not say so" in nothing


def test_search_and_who_was_shown_are_recorded(
    on_call: Client, make_order: Callable[..., Order]
) -> None:
    buy(make_order, [YOSEF, CHANA], "one")
    text(on_call, FIND, typed())
    search, shown = Look.objects.order_by("pk")
    assert search.asked == ["family_name", "given_name", "mother_name"]
    assert (search.found, search.call.by.username) == (1, "volunteer")  # type: ignore[union-attr]
    assert shown.person == Person.objects.get(given_name="יוסף")
    for look in Look.objects.values():
        assert "Yosef" not in str(look)


def test_by_family_name_without_a_parent(on_call: Client, make_order: Callable[..., Order]) -> None:
    buy(make_order, [YOSEF], "one")
    assert "1 result" in text(on_call, FIND, typed(mother_name=""))


def test_unpaid_names_are_not_found(on_call: Client, make_order: Callable[..., Order]) -> None:
    make_order([YOSEF])
    for fields in (typed(), typed(mother_name="")):
        assert "0 results" in text(on_call, FIND, fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"given_name": ""}, "Write the given name."),
        ({"given_name": "י"}, "One letter is too little."),
        ({"given_name": "<script>"}, "can’t be printed"),
        ({"given_name": "12345"}, "Write the name without digits."),
        ({"given_name": "Yosef ben Chana"}, "Please write the given name only"),
        ({"mother_name": "", "family_name": ""}, "Many have this given name."),
        ({"mother_name": "!!!"}, "Write the name in letters."),
    ],
)
def test_bad_searches_get_a_sentence(
    on_call: Client, fields: dict[str, str], sentence: str
) -> None:
    answer = on_call.post(FIND, typed(**fields))
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Levi"' in page or not fields.get("family_name", "x")
    assert not Look.objects.exists()


def test_many_results(on_call: Client, make_order: Callable[..., Order]) -> None:
    buy(make_order, [YOSEF] * (MOST + 5), "one")
    for fields in (typed(), typed(mother_name="")):
        page = text(on_call, FIND, fields)
        assert f"{MOST} results" in page
        assert "More people have such a name" in page
    assert Look.objects.filter(person__isnull=False).count() == 2 * MOST


def test_record_is_opened(on_call: Client, make_order: Callable[..., Order]) -> None:
    order = buy(make_order, [YOSEF], "one")
    person = Person.objects.get()
    page = text(on_call, f"/telephone/people/{person.pk}/")
    assert certificate_number(Certificate.objects.get()) in page
    assert EMAIL not in page
    assert order.public_id not in page
    assert Look.objects.filter(person=person, page="telephone_person").count() == 1
    assert on_call.get("/telephone/people/999999/").status_code == 404
    assert on_call.get(f"/telephone/people/{2**63}/").status_code == 404


def test_links_go_to_the_address_on_file_once(
    on_call: Client, make_order: Callable[..., Order]
) -> None:
    buy(make_order, [YOSEF], "one")
    path = f"/telephone/people/{Person.objects.get().pk}/"
    for _ in range(2):
        assert on_call.post(path, {"key": "k1"}).status_code == 303
    assert Message.objects.get(kind=LINKS).recipient == EMAIL
    step = CallStep.objects.get()
    assert (step.kind, step.person_id) == ("all_links", Person.objects.get().pk)
    assert "All links are on their way" in text(on_call, path)


def test_links_are_limited(on_call: Client, make_order: Callable[..., Order]) -> None:
    buy(make_order, [YOSEF], "one")
    path = f"/telephone/people/{Person.objects.get().pk}/"
    for number in range(6):
        on_call.post(path, {"key": f"k{number}"})
    assert Message.objects.filter(kind=LINKS).count() == 3
    assert "Too many e-mails" in text(on_call, path)


def test_address_that_the_caller_says(on_call: Client, make_order: Callable[..., Order]) -> None:
    buy(make_order, [YOSEF], "one")
    answers = [
        on_call.post("/telephone/links/", {"email": email, "key": email}, follow=True)
        for email in (EMAIL, "nobody@example.org")
    ]
    one, other = (answer.content.decode().split("<main")[1].split("Find")[0] for answer in answers)
    assert "If anything was bought from this address" in one
    assert "If anything was bought from this address" in other
    assert Message.objects.filter(kind=LINKS).count() == 2  # one of them is left out
    wrong = on_call.post("/telephone/links/", {"email": "chana@", "key": "x"})
    assert wrong.status_code == 422
    assert 'value="chana@"' in wrong.content.decode()


def test_certificate_and_family_name(on_call: Client, make_order: Callable[..., Order]) -> None:
    buy(make_order, [YOSEF], "one")
    number = certificate_number(Certificate.objects.get())
    path = "/telephone/certificate/"
    right = text(on_call, path, {"number": number, "family_name": "Levi"})
    assert "This you may tell" in right
    wrong = text(on_call, path, {"number": number, "family_name": "Cohen"})
    assert "No valid certificate" in wrong
    assert on_call.post(path, {"number": "", "family_name": ""}).status_code == 422
    assert list(Look.objects.order_by("pk").values_list("found", flat=True)) == [1, 0]


def test_somebody_deleted(on_call: Client, make_order: Callable[..., Order]) -> None:
    order = buy(make_order, [YOSEF], "one")
    person = Person.objects.get()
    erase_person(person.pk)
    page = text(on_call, f"/telephone/people/{person.pk}/")
    assert "name deleted on request" in page
    assert "What was on file was deleted on request." in page
    for gone in (
        order.email,
        "scroll",
        "Parshas",
        "Send all links",
        f"/telephone/orders/{order.pk}/",
    ):
        assert gone not in page.partition("<main")[2].partition("</main>")[0], gone


def test_baby(on_call: Client, make_order: Callable[..., Order]) -> None:
    buy(make_order, [BABY], "one")
    page = text(on_call, FIND, typed(given_name="Mushka"))
    assert "0 results" in page


def test_reload_of_a_search_begins_anew(on_call: Client) -> None:
    for path in (FIND, "/telephone/links/", "/telephone/certificate/"):
        assert on_call.get(path)["Location"] == "/telephone/"


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("chana@example.org", "c…@e….org"),
        ("a@b.co.uk", "a…@b….uk"),
        ("x@localhost", "x…@….localhost"),
    ],
)
def test_masked(email: str, shown: str) -> None:
    assert masked(email) == shown


def test_nothing_found_leads_to_a_filled_list(on_call: Client, scroll: Scroll) -> None:
    page = on_call.post(
        "/telephone/register/",
        {
            "names-TOTAL_FORMS": "1",
            "names-0-kind": "adult",
            "names-0-given_name": "Zusha",
            "names-0-mother_name": "Freida",
            "names-0-family_name": "Gurevitch",
            "action": "fill",
        },
    )
    assert page.status_code == 200
    assert 'value="Zusha"' in page.content.decode()


def test_invented_person_raises_the_alarm(on_call: Client) -> None:
    """As at /find/: the answer is the same, and the committee gets one mail an hour."""
    invented = tripwires()[0]
    fields = {
        "given_name": invented.given,
        "relation": "",
        "mother_name": invented.mother,
        "father_name": "",
        "family_name": invented.family,
    }
    page = text(on_call, FIND, fields)
    assert "“Thank you. I can’t tell on the telephone who is in the register." in page
    text(on_call, FIND, fields)
    text(on_call, FIND, typed())
    assert EnumerationAlarm.objects.get().telephone == 2
    message = Message.objects.get(kind=ALARM)
    mail = str(compose(message).body)
    assert "searched for 2 times" in mail
    assert invented.family not in mail


def test_two_facts_of_an_invented_person_raise_none(on_call: Client) -> None:
    invented = tripwires()[0]
    text(on_call, FIND, {"given_name": invented.given, "family_name": invented.family})
    assert not EnumerationAlarm.objects.exists()
