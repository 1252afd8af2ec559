"""The children's series: set up in the admin, then bought at its own address."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pypdf import PdfReader

from core.calendar.local_day import today
from core.http.language_paths import path_in
from families.gifts.card import render_card
from letters.certificates import render_pdf
from letters.certificates.contents import certificate_document
from letters.holders.audience import NotInAudience
from letters.models import Certificate, Person, Price, Scroll, Series
from letters.scrolls import scrolls
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import FAMILY, version_of
from payments.orders.place import Name, place_order
from payments.pages import start_payment
from tests.payments.basket.test_basket import name, posted
from tests.signing_in import sign_in

URL = "/children/letters/new/"
TODAY = today("Europe/London").civil
SERIES = {
    "slug": "children",
    "name": "Children’s Sefer Torah",
    "name_he": "ספר התורה של ילדי ישראל",
    "audience": "children",
    "disclosure": "parsha",
    "edition": "alter_rebbe",
    "certificate_title": "A child’s own letter",
    "certificate_title_he": "אות של ילד",
    "certificate_dedication": "From the mouths of babes",
    "certificate_dedication_he": "מפי עוללים ויונקים",
    "prices-TOTAL_FORMS": "1",
    "prices-INITIAL_FORMS": "0",
    "prices-0-currency": "usd",
    "prices-0-letter": "1",
    "prices-0-minimum": "0.50",
    "prices-0-fee_basis_points": "290",
    "prices-0-fee_fixed": "0.30",
    "prices-0-single_approval_limit": "500",
}


@pytest.fixture
def staff(transactional_db: None) -> Client:
    user = User.objects.create_user("clerk", email="clerk@example.org", is_staff=True)
    permissions = "add_series change_series view_series add_price view_price view_scroll"
    wanted = [*permissions.split(), "prepare_scroll", "open_scroll"]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client = Client()
    sign_in(client, user)
    return client


@pytest.fixture
def children(series: Series, staff: Client, monkeypatch: pytest.MonkeyPatch) -> Series:
    """The series with an open scroll of 60 letters, all made with the admin's forms."""
    whole = scrolls.prepare_scroll
    monkeypatch.setattr(scrolls, "prepare_scroll", lambda **kwargs: whole(**kwargs, letters=60))
    answer = staff.post("/admin/letters/series/add/", SERIES)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    made = Series.objects.get(slug="children")
    staff.post("/admin/letters/scroll/prepare/", {"series": made.pk, "dedication": ""})
    scroll = Scroll.objects.get(series=made)
    staff.post(f"/admin/letters/scroll/{scroll.pk}/open/")
    scroll.refresh_from_db()
    assert (scroll.number, scroll.state) == (1, "open")
    return made


@pytest.fixture(autouse=True)
def _stripe_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_payment, "start_checkout", lambda order: "https://stripe.test/pay")


def child(years: int, **changes: Any) -> dict[str, str]:
    """A child of so many years and a month."""
    born = date(TODAY.year - years, TODAY.month, 1) - timedelta(days=30)
    return name(**{"kind": "child", "birth_date": born.isoformat(), **changes})


def buy(*names: dict[str, str], **changes: Any) -> Any:
    return Client().post(URL, posted(*names, **changes))


def test_children_are_inscribed_for_the_exact_price(children: Series) -> None:
    answer = buy(child(3), child(11, given_name="רבקה", relation="bas"), gift="18", cover_fee="on")
    assert answer.status_code == 303
    order = Order.objects.get()
    assert (order.series, order.total, order.fee_amount, order.gift_amount) == (children, 200, 0, 0)
    assert Person.objects.filter(birth_date__isnull=False).count() == 2
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", 200, "usd"))
    certificate = Certificate.objects.first()
    assert certificate
    for language, title, foot in (
        ("en", "A child’s own letter", "From the mouths of babes"),
        ("he", "אות של ילד", "מפי עוללים ויונקים"),
    ):
        document = certificate_document(certificate, language=language, paper="a4")
        assert document.openings[language] == title
        assert document.dedication == foot
    english = certificate_document(certificate, language="en", paper="a4")
    page = PdfReader(BytesIO(render_pdf(english))).pages[0].extract_text()
    assert "A child’s own letter" in page
    assert "Children’s Sefer Torah" in page


def test_pages_and_card_of_a_letter_name_its_series(children: Series) -> None:
    buy(child(3))
    order = Order.objects.get()
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", 100, "usd"))
    certificate = Certificate.objects.get()
    checked = Client().get(f"/c/{certificate.check_token}/").content.decode()
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    for shown in (checked, page):
        assert "a letter in the 1st Children’s Sefer Torah" in shown
        assert "<span>Parshas Bereshit</span>" in shown
        assert 'lang="he" dir="rtl">פרשת בראשית</bdi>' in shown
    assert 'data-share="http://testserver/children/"' in page
    assert "letter in the Children’s Sefer Torah. Have you" in page
    card = render_card(certificate, giver="Zaide", greeting="", language="he", paper="a4")
    printed = PdfReader(BytesIO(card)).pages[0].extract_text()
    assert "הכללי" not in printed
    assert "ילדי" in printed


def test_refusal_names_no_default_series_where_there_is_none(children: Series) -> None:
    Series.objects.filter(is_default=True).update(is_default=False)
    page = buy(child(5, departed="on")).content.decode()
    assert "This scroll is for living children." in page
    assert "passed away there is" not in page


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (name(kind="adult"), "An adult can’t be in it"),
        (child(13), "he was 13 on"),
        (child(12, relation="bas"), "she was 12 on"),
        (child(5, departed="on"), "passed away there is the Sefer Torah Haklali."),
        (child(5, birth_date=""), "Write the date of birth"),
        (child(-1), "in the future"),
    ],
)
def test_names_outside_the_audience_are_refused(
    children: Series, refused: dict[str, str], reason: str
) -> None:
    answer = buy(child(3), refused)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert reason in page
    assert "Name 2:" in page
    assert not Order.objects.exists()


def test_audience_is_enforced_where_orders_are_placed(children: Series) -> None:
    adult = Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "parent")
    with pytest.raises(NotInAudience, match="Name 1: This scroll is for boys"):
        place_order(
            price=Price.objects.get(series=children),
            names=[adult],
            email="chana@example.org",
            language="en",
            zone="Europe/London",
            cover_fee=False,
            gift=0,
            form_token="one",
            consent=version_of(FAMILY),
        )
    assert not Order.objects.exists()


def test_names_page_asks_for_the_birth_date_and_no_gift(children: Series, scroll: Scroll) -> None:
    page = Client().get(URL).content.decode()
    assert 'name="names-0-birth_date"' in page
    assert 'name="gift"' not in page
    assert "for boys under 13 and girls under 12" in page
    for absent in ('name="names-0-kind" value="adult"', 'name="names-0-declared" value="self"'):
        assert absent not in page
    assert 'name="names-0-kind" value="child"' in page
    assert page.count('class="name-form-departed-group" hidden') == page.count("departed-group")
    bare = Client().get("/letters/new/").content.decode()
    assert 'name="names-0-birth_date"' not in bare
    assert 'name="gift"' in bare


@pytest.mark.parametrize("path", ["", "siyum/1/", "scrolls/1/draw/"])
def test_pages_of_the_series(children: Series, path: str) -> None:
    assert Client().get(f"/children/{path}").status_code == 200
    assert Client().get(f"/nowhere/{path}").status_code == 404


def test_unknown_series_has_no_names_page(series: Series) -> None:
    assert Client().get("/nowhere/letters/new/").status_code == 404


def test_slug_of_another_page_is_refused(series: Series, staff: Client) -> None:
    answer = staff.post("/admin/letters/series/add/", {**SERIES, "slug": "about"})
    assert "This word is the address of another page" in answer.content.decode()


def test_only_one_series_is_the_default(
    children: Series, staff: Client, make_scroll: Callable[..., Scroll]
) -> None:
    answer = staff.post("/admin/letters/series/add/", {**SERIES, "slug": "b", "is_default": "on"})
    assert answer.status_code == 200
    assert Series.objects.filter(is_default=True).count() == 1


def test_children_series_with_extras_is_refused(series: Series, staff: Client) -> None:
    answer = staff.post("/admin/letters/series/add/", {**SERIES, "extras_accepted": "on"})
    assert "costs exactly its price" in answer.content.decode()
    assert not Series.objects.filter(slug="children").exists()


@pytest.mark.parametrize("path", ["", "questions/", "nothing/", "siyum/99/", "letters/new/"])
@pytest.mark.parametrize(("language", "own"), [("en", "Children’s Sefer Torah"), ("he", "ילדי")])
def test_pages_of_the_series_name_it(children: Series, path: str, language: str, own: str) -> None:
    page = Client(headers={"Accept-Language": language}).get(f"/children/{path}").content.decode()
    head, header = page.split("</head>")[0], page.split("<header")[1].split("</header>")[0]
    title = head.split("<title>")[1].split("</title>")[0]
    assert own in title
    assert own in header
    assert f'href="{path_in("/children/", language)}"' in header
    assert f'href="{path_in("/children/questions/", language)}"' in page
    assert "Unity Torah" not in title + header


def test_home_and_about_of_the_series_are_about_children(children: Series) -> None:
    home = Client().get("/children/").content.decode().split("<footer")[0]
    assert "for every Jewish child" in home
    assert "Unity Torah" not in home
    about = Client().get("/children/questions/").content.decode()
    assert "every girl under twelve" in about
    assert "cover the card fee" not in about
    assert 'href="/children/letters/new/"' in about


def test_pages_of_the_default_series_name_the_unity_torah(children: Series) -> None:
    for path in ("/", "/about/", "/nothing/at/all/"):
        page = Client().get(path).content.decode()
        assert "Unity Torah</title>" in page
        assert 'class="site-name" href="/"' in page


@pytest.mark.parametrize(
    "path", ["", "questions/", "scrolls/", "letters/new/", "siyum/12/", "scrolls/12/draw/"]
)
def test_default_series_has_the_bare_addresses_only(scroll: Scroll, path: str) -> None:
    assert Client().get(f"/{path}").status_code == 200
    assert Client().get(f"/unity/{path}").status_code == 404


def test_the_former_address_of_questions_leads_to_them(children: Series) -> None:
    answer = Client().get("/children/about/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/children/questions/")
    assert Client().get("/unity/about/").status_code == 404


@pytest.mark.parametrize("path", ["nowhere", "nowhere/about", "nowhere/letters/new", "unity"])
def test_word_of_no_series_is_not_redirected(series: Series, path: str) -> None:
    assert Client().get(f"/{path}").status_code == 404


def test_address_without_its_last_slash_is_redirected(children: Series) -> None:
    for path in ("/children", "/children/about", "/about", "/letters/new"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (301, f"{path}/")
