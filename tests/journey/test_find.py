"""Finding a letter in a real browser: the question, the code, the answer in the mail."""

import re
import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Site
from tests.journey.test_family import accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

CODE = re.compile(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]+)*$", re.MULTILINE)
OpenPage = Callable[[str, str, str], Page]


def mail_with(site: Site, recipient: str, subject: str) -> EmailMessage:
    """Wait for the mail of this subject: an address gets several."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for file in site.mails.glob("*.eml"):
            mail = site.read(file)
            if recipient in str(mail["To"]) and re.search(subject, str(mail["Subject"])):
                return mail
        time.sleep(0.2)
    raise AssertionError("the mail did not come")


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r", "")


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("he", "phone")])
def test_a_question_is_answered_by_mail(
    open_page: OpenPage, site: Site, language: str, size: str
) -> None:
    email = f"asker-{language}@example.org"
    page = open_page("/find/", language, size)
    assert accessibility_violations(page) == []
    page.locator('input[name="given_name"]').fill("Zusha")
    page.locator('input[name="relation"][value="ben"]').check(force=True)
    page.locator('input[name="mother_name"]').fill("Freida")
    page.locator('input[name="family_name"]').fill("Gurevitch")
    page.locator('input[name="email"]').fill(email)
    page.locator("#find .button").click()
    page.locator('input[name="code"]').wait_for()
    assert accessibility_violations(page) == []
    found = CODE.search(text_of(site.mail_to(email)))
    assert found
    page.locator('input[name="code"]').fill(found[0])
    page.locator("#code .button").click()
    page.wait_for_url("**/find/sent/")
    assert accessibility_violations(page) == []
    subject = "Not found" if language == "en" else "לא נמצא"
    answer = text_of(mail_with(site, email, subject))
    link = next(word for word in answer.split() if "asked=" in word)
    page.goto(link)
    expect(page.locator('input[name="names-0-given_name"]')).to_have_value("Zusha")
    for path in ("/find/links/", "/find/certificate/"):
        page.goto(f"{site.url}{path}")
        assert accessibility_violations(page) == []
