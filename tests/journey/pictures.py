"""Takes the pictures of the README anew: `pytest -n 0 tests/journey/pictures.py`."""

import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journey.conftest import PATIENCE, Site
from tests.journey.member_sessions import member_sessions
from tests.journey.test_family import write_name

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PICTURES = settings.BASE_DIR / "docs" / "pictures"
SCREEN: ViewportSize = {"width": 1000, "height": 760}
DESKTOP: ViewportSize = {"width": 1280, "height": 1000}
PHONE: ViewportSize = {"width": 360, "height": 740}
DOTS_PER_INCH = "100"
LIST = """יוסף בן חנה לוי
Mushka bas Sarah Levi
מנחם מענדל בן רבקה
Zalman ben Basya Gurevitch
שרה בת דבורה
Dovid
מרים בת לאה כהן
Shmuel ben Chana Gold"""
_NAME_COMMUNITY = """
from letters.models import Community
Community.objects.filter(slug="sydney").update(
    name="Sydney", city="Sydney", country="AU", i18n={"name_he": "סידני"}
)
"""


@pytest.fixture
def session(site: Site) -> str:
    """The session of the shliach of Sydney."""
    made = member_sessions(site, "sydney", "shliach")["sydney"]
    assert site.manage("shell", "-c", _NAME_COMMUNITY).returncode == 0
    return made


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[object]:
    contexts = []

    def opened(language: str, size: ViewportSize, session: str = "") -> Page:
        context = browser.new_context(
            viewport=size, locale=language, timezone_id="Asia/Jerusalem", color_scheme="light"
        )
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield opened
    for context in contexts:
        context.close()


def take(page: Page, name: str, *, full: bool = True) -> None:
    """Save the page, or (not `full`) the part that is on the screen."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=full, animations="disabled")


def write_family(page: Page, names: tuple[str, str, str], email: str) -> None:
    """An adult, one who has passed away, and a child whose form stays open."""
    adult, departed, child = names
    write_name(page, 0, given_name=adult, relation="ben", mother_name="Chana", family_name="Levi")
    write_name(page, 0, declared="self")
    page.locator("#add").click()
    write_name(page, 1, given_name=departed, relation="ben", father_name="יעקב", family_name="לוי")
    write_name(page, 1, departed="on", honorific="ע״ה", declared="authorised")
    page.locator("#add").click()
    write_name(page, 2, given_name=child, relation="ben", mother_name="שרה", kind="child")
    write_name(page, 2, family_name="לוי", declared="parent")
    page.locator('input[name="email"]').fill(email)
    page.locator(".extras > summary").click()
    page.locator('input[name="cover_fee"]').check()
    page.locator('input[name="consent"]').check()


def pay(page: Page, name: str) -> None:
    page.locator("#pay").click()
    expect(page.locator(".reveal > li")).to_have_count(3)
    page.wait_for_timeout(2500)  # the reveal comes to rest
    take(page, name)


def take_certificate(page: Page, name: str, number: int, paper: int) -> None:
    """The certificate of the order's so many-th name, from its link for a paper."""
    program = shutil.which("pdftoppm")
    assert program
    links = page.locator(".reveal > li").nth(number).locator(".certificate-links a")
    path = str(links.nth(paper).get_attribute("href"))
    pdf = page.request.get(urljoin(page.url, path)).body()
    target = str(PICTURES / name)
    command = [program, "-png", "-r", DOTS_PER_INCH, "-singlefile", "-", target]
    subprocess.run(command, input=pdf, check=True)


def test_pictures_of_an_order(site: Site, new_page: object) -> None:
    assert callable(new_page)
    page: Page = new_page("en", SCREEN)
    page.goto(site.url)
    take(page, "home")
    page.locator(".home-name button").click()
    write_family(page, ("Yosef", "אברהם", "מנחם מענדל"), "family@example.org")
    take(page, "basket")
    page.locator("p.pay-row button").click()
    page.wait_for_selector("#pay")
    take(page, "stripe", full=False)
    pay(page, "order")
    take_certificate(page, "certificate", 0, 0)
    take_certificate(page, "certificate-departed", 1, 1)
    phone: Page = new_page("he", PHONE)
    phone.goto(f"{site.url}/letters/new/")
    write_family(phone, ("Zalman", "שאול", "יחזקאל"), "family-he@example.org")
    take(phone, "basket-he")
    phone.locator("p.pay-row button").click()
    pay(phone, "order-he")
    site.mail_to("family-he@example.org")
    page.goto(f"http://127.0.0.1:{site.environment['MAIL_PAGE_PORT']}/")
    take(page, "mails", full=False)


def test_pictures_of_a_community(site: Site, session: str, new_page: object) -> None:
    assert callable(new_page)
    page: Page = new_page("en", DESKTOP, session)
    page.goto(f"{site.url}/shluchim/sydney/lists/")
    page.locator('input[name="title"]').fill("Purim 5787, grade 3")
    page.locator('textarea[name="text"]').fill(LIST)
    page.locator('input[name="consent"]').check()
    page.locator("main form[enctype] button").click()
    expect(page.locator(".grid-row").first).to_be_visible()
    page.goto(f"{page.url.split('?')[0]}?show=all")
    take(page, "list", full=False)
    phone: Page = new_page("he", PHONE, session)
    phone.goto(f"{site.url}/shluchim/sydney/booth/")
    phone.locator('input[name="consent"]').check()
    phone.locator('input[name="relation"][value="ben"]').check(force=True)
    phone.locator('input[name="given_name"]').fill("שניאור זלמן")
    phone.locator('input[name="mother_name"]').fill("רבקה")
    phone.locator("h1").click()  # away from the field
    take(phone, "booth-he", full=False)
