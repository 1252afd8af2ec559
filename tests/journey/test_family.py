"""A family's journey in a real browser, from the home page to the mailed certificate."""

import re
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journey.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]


def write_name(page: Page, index: int, **fields: str) -> None:
    """Fill the fields of one name of the list, each part in a field of its own."""
    item = page.locator("#names > li").nth(index)
    # Before its scripts have run, the page would be sent by the button and come back.
    page.locator("#names").wait_for(state="attached")
    page.wait_for_load_state()
    if not item.is_visible():
        page.locator("#add").click()
        expect(item).to_be_visible()
        page.wait_for_load_state()
    if not item.locator(".name-form-fields").is_visible():
        item.locator("summary").click()
    for field, value in fields.items():
        if field in {"kind", "relation", "declared"}:
            page.locator(f'input[name="names-{index}-{field}"][value="{value}"]').check()
        elif field == "departed":
            page.locator(f'input[name="names-{index}-departed"]').check()
        elif field == "honorific":
            page.locator(f'select[name="names-{index}-honorific"]').select_option(value)
        else:
            page.locator(f'input[name="names-{index}-{field}"]').fill(value)


def unique_name(email: str, letters: str = "אבגדהזחטכלמנ") -> str:
    """A name unique to this family, so that the basket asks no question about it."""
    return "".join(letters[digit % len(letters)] for digit in sha256(email.encode()).digest()[:7])


def write_family(page: Page, email: str) -> None:
    """Three names: an adult, one of the departed, and a baby not yet named."""
    hebrew, latin = unique_name(email), unique_name(email, "bdfgklmnprstvz").capitalize()
    write_name(page, 0, given_name="יוסף יצחק", relation="ben", mother_name=f"חנה {hebrew}")
    write_name(page, 0, family_name="לוי")
    write_name(page, 0, declared="self")
    page.locator("#add").click()
    write_name(page, 1, given_name="Rivka", relation="bas", father_name=latin, departed="on")
    write_name(page, 1, honorific="ע״ה", declared="authorised")
    page.locator("#add").click()
    write_name(page, 2, kind="baby", relation="bas", mother_name="דבורה", declared="parent")
    page.locator('input[name="email"]').fill(email)
    page.locator('input[name="consent"]').check()


def pay(page: Page) -> None:
    """Continue to Stripe's page and pay there."""
    page.locator("p.pay-row button").click()
    page.locator("#pay").click()


def accessibility_violations(page: Page) -> list[str]:
    """The violations that axe-core finds on the page."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[node['target'] for node in v['nodes']]}" for v in found]


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("he", "phone")])
def test_family_goes_from_the_home_page_to_the_certificate(
    open_page: OpenPage, site: Site, language: str, size: str
) -> None:
    email = f"family-{language}-{size}@example.org"
    page = open_page("/", language, size)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "he" else "ltr")
    assert accessibility_violations(page) == []
    page.locator(".home-name button").click()
    write_family(page, email)
    assert accessibility_violations(page) == []
    line = f"יוסף יצחק בן חנה {unique_name(email)} לוי"
    expect(page.locator("summary [data-line]").nth(0)).to_have_text(line)
    expect(page.locator("summary [data-line]").nth(1)).to_contain_text("Rivka bas ")
    expect(page.locator("summary [data-line]").nth(2)).to_have_text("תינוקת בת דבורה")
    page.locator(".extras > summary").click()
    page.locator('input[name="cover_fee"]').check()
    page.locator('input[name="gift"]').fill("1.80")
    expect(page.locator('.totals-total [data-sum="total"]')).to_have_text("$5.26")
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    assert re.search(r"/orders/[\w-]{20,}/", page.url)
    assert "session_id" not in page.url
    page.wait_for_timeout(2500)  # the reveal comes to rest
    assert accessibility_violations(page) == []
    _show_the_location(page)
    _open_the_certificate(page, language)
    _read_the_mail(site, email, language)
    assert site.audit() == []


def _show_the_location(page: Page) -> None:
    """The location of the adult's letter is shown on request, the baby's is not offered."""
    page.locator(".reveal > li").nth(0).locator("a[hx-get]").click()
    expect(page.locator(".letter-place-word").first).to_be_visible()
    expect(page.locator(".reveal > li").nth(2).locator("a[hx-get]")).to_have_count(0)


def _open_the_certificate(page: Page, language: str) -> None:
    link = page.locator(".reveal > li").nth(0).locator(".certificate-links a").first
    answer = page.request.get(urljoin(page.url, link.get_attribute("href")))
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.body())).pages)
    assert "12-0000" in text
    assert "יוסף" in text or "ףסוי" in text


def _read_the_mail(site: Site, email: str, language: str) -> None:
    mail = site.mail_to(email)
    html = mail.get_body(("html",))
    assert html is not None
    assert ('dir="rtl"' in html.get_content()) == (language == "he")
    assert f"יוסף יצחק בן חנה {unique_name(email)} לוי" in html.get_content()
    pages = {
        sheet.get_filename(): len(PdfReader(BytesIO(sheet.get_content())).pages)
        for sheet in mail.iter_attachments()
    }
    assert sorted(pages.values()) == [1, 3]  # the receipt, and a certificate for each
    assert pages["certificates.pdf"] == 3


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_family_journey_works_without_scripts(open_page: OpenPage, site: Site, size: str) -> None:
    page = open_page("/letters/new/", "he", size, java_script_enabled=False)
    write_family(page, f"plain-{size}@example.org")
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    site.mail_to(f"plain-{size}@example.org")


def test_closed_tab_still_gets_the_mail(open_page: OpenPage, site: Site) -> None:
    page = open_page("/letters/new/")
    write_family(page, "closed@example.org")
    page.locator("p.pay-row button").click()
    page.wait_for_url(f"{site.simulator}/**")
    session = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.request.post(f"{site.simulator}/simulator/sessions/{session}/pay")
    page.close()
    site.mail_to("closed@example.org")


def test_name_that_is_twice_is_asked_about_once(open_page: OpenPage) -> None:
    page = open_page("/letters/new/")
    write_family(page, "twice@example.org")
    page.locator("#add").click()
    copy = page.locator("#names > li").last
    for field in ("given_name", "mother_name", "family_name"):
        value = page.locator(f'[name="names-0-{field}"]').input_value()
        copy.locator(f'[name$="-{field}"]').fill(value)
    for group in ("relation", "declared"):
        copy.locator(f'[name$="-{group}"]').first.check(force=True)
    page.locator("p.pay-row button").click()
    expect(page.locator(".same-names li")).to_have_count(1)
    assert accessibility_violations(page) == []
    page.locator("#same-confirmed").check()
    page.locator("p.pay-row button").click()
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(4)


def test_ambiguous_gift_is_asked_about_and_letters_appear_slowly_once(
    open_page: OpenPage,
) -> None:
    page = open_page("/letters/new/")
    write_family(page, "ambiguous@example.org")
    page.locator(".extras > summary").click()
    gift, question = page.locator('input[name="gift"]'), page.locator("#gift-question")
    gift.fill("2,500")
    expect(question).to_contain_text("Did you mean $2,500.00 or $2.50?")
    expect(page.locator('.totals-total [data-sum="total"]')).to_have_text("$3.00")
    page.locator("p.pay-row button").click()
    expect(page.locator("#errors")).to_contain_text("Did you mean $2,500.00 or $2.50?")
    gift.fill("$2.50")
    expect(question).to_be_hidden()
    expect(page.locator('.totals-total [data-sum="total"]')).to_have_text("$5.50")
    pay(page)
    expect(page.locator(".reveal-first > li")).to_have_count(3)
    page.reload()
    expect(page.locator(".reveal > li")).to_have_count(3)
    expect(page.locator(".reveal-first")).to_have_count(0)


def test_changed_names_close_the_earlier_payment_page(open_page: OpenPage, site: Site) -> None:
    page = open_page("/letters/new/")
    write_family(page, "changed@example.org")
    page.locator("p.pay-row button").click()
    page.wait_for_url(f"{site.simulator}/**")
    earlier = page.url
    page.locator("#cancel").click()
    page.locator('a[href*="?from="]').click()
    page.locator("summary:has([data-line])").first.click()
    page.locator('input[name="names-0-given_name"]').fill("דוד")
    page.locator('input[name="consent"]').check()
    page.locator("p.pay-row button").click()
    page.wait_for_url(f"{site.simulator}/**")
    later = page.url
    page.goto(earlier)
    expect(page.locator("#pay")).to_have_count(0)
    page.goto(later)
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)


def test_declined_card_can_be_tried_again(open_page: OpenPage, site: Site) -> None:
    page = open_page("/letters/new/")
    write_family(page, "declined@example.org")
    page.locator("p.pay-row button").click()
    page.locator("#decline").click()
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)


def test_card_with_authentication_is_paid(open_page: OpenPage) -> None:
    page = open_page("/letters/new/")
    write_family(page, "secure@example.org")
    page.locator("p.pay-row button").click()
    page.locator("#secure").click()
    page.locator("#secure-complete").click()
    expect(page.locator(".reveal > li")).to_have_count(3)


def test_canceled_payment_keeps_the_names(open_page: OpenPage) -> None:
    page = open_page("/letters/new/")
    write_family(page, "cancelled@example.org")
    page.locator("p.pay-row button").click()
    page.locator("#cancel").click()
    expect(page.locator(".notice")).to_contain_text("Nothing was charged")
    page.locator('a[href*="?from="]').click()
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("יוסף יצחק")
    page.go_back()
    page.locator("form.pay-row button").click()
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)


def test_bank_debit_is_shown_as_processing(open_page: OpenPage, site: Site) -> None:
    page = open_page("/letters/new/")
    write_family(page, "debit@example.org")
    page.locator("p.pay-row button").click()
    page.wait_for_url(f"{site.simulator}/**")
    session = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.locator("#debit").click()
    expect(page.locator("#order-status")).to_have_attribute("data-state", "processing")
    page.request.post(f"{site.simulator}/simulator/sessions/{session}/debit/succeed")
    page.reload()
    expect(page.locator(".reveal > li")).to_have_count(3)


def test_return_with_another_orders_session_shows_nothing_of_it(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("/letters/new/")
    write_family(page, "mine@example.org")
    page.locator("p.pay-row button").click()
    page.wait_for_url(f"{site.simulator}/**")
    session = page.url.rstrip("/").rsplit("/", 1)[-1]
    other = open_page("/letters/new/")
    write_family(other, "other@example.org")
    other.locator("p.pay-row button").click()
    other.locator("#cancel").click()
    answer = other.goto(other.url.split("?")[0] + f"?session_id={session}")
    assert answer is not None
    assert answer.status == 400
    expect(other.locator(".notice")).to_contain_text("returned from a different order")


def test_hebrew_keyboard_writes_at_the_caret(open_page: OpenPage) -> None:
    page = open_page("/letters/new/", "en", "phone")
    page.locator("#add").click()
    page.locator(".keyboard-toggle").first.click()
    for key in "שרה":
        page.locator(f'.keyboard button[data-key="{key}"]').click()
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("שרה")
    page.keyboard.press("Escape")
    expect(page.locator(".keyboard")).to_have_count(0)


def test_language_switch_keeps_the_input(open_page: OpenPage) -> None:
    page = open_page("/letters/new/")
    write_family(page, "switch@example.org")
    page.locator('button[value="language-he"]').click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("יוסף יצחק")
    expect(page.locator('input[name="email"]')).to_have_value("switch@example.org")


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("path", ["/", "/about/", "/letters/new/", "/accounts/login/"])
def test_pages_fit_a_320_pixel_phone(open_page: OpenPage, path: str, language: str) -> None:
    page = open_page(path, language)
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert accessibility_violations(page) == []
