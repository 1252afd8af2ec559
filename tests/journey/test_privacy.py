"""A family in a real browser: a copy of its data, then the deletion of everything."""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import Site
from tests.journey.test_family import accessibility_violations, pay, unique_name, write_family
from tests.journey.test_my_letters import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]


def link_in_mail(
    site: Site, email: str, pattern: str, seconds: float = 120, subject: str = ""
) -> str:
    """Wait for a mail with a link of this kind (and subject) and return the link."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for file in site.mails.glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            wanted = email in str(mail["To"]) and re.search(subject, str(mail["Subject"]))
            body = mail.get_body(("plain",)) if wanted else None
            if body and (link := re.search(pattern, str(body.get_content()))):
                return link.group()
        time.sleep(0.2)
    raise AssertionError("the mail did not come")


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("he", "phone")])
def test_family_takes_a_copy_of_its_data_and_deletes_it(
    open_page: OpenPage, site: Site, language: str, size: str
) -> None:
    email = f"privacy-{language}@example.org"
    page = open_page("/letters/new/", language, size)
    write_family(page, email)
    pay(page)
    expect(page.locator(".reveal > li")).to_have_count(3)
    order = page.url
    sign_in(page, site, email)
    _copy(page, email)
    page.goto(f"{site.url}/my-letters/delete/")
    assert accessibility_violations(page) == []
    page.locator(".radio-option input").last.check()
    page.locator("main form button.button").click()
    page.wait_for_url("**sent=1")
    assert accessibility_violations(page) == []
    page.goto(link_in_mail(site, email, r"http\S+/privacy/deletions/\S+"))
    assert accessibility_violations(page) == []
    expect(page.locator(".family-names")).to_contain_text(unique_name(email))
    page.locator("main form button.button").click()
    expect(page.locator("#erasure form, #erasure[hx-get]")).to_have_count(0, timeout=60_000)
    assert accessibility_violations(page) == []
    gone = page.goto(order)
    assert gone
    assert gone.status == 410
    assert unique_name(email) not in page.content()
    log = site.log.read_text()
    assert email not in log
    assert unique_name(email) not in log


def _copy(page: Page, email: str) -> None:
    page.locator('#data a[href$="/data/"]').click()
    assert accessibility_violations(page) == []
    page.locator("#download button").click()
    link = page.locator('#download a[href*="/data/"]')
    expect(link).to_be_visible(timeout=60_000)
    assert accessibility_violations(page) == []
    with page.expect_download() as download:
        link.click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as copy:
        names = copy.namelist()
        data = next(json.loads(copy.read(each)) for each in names if each.endswith(".json"))
        read = next(copy.read(each).decode() for each in names if each.endswith(".html"))
    assert unique_name(email) in json.dumps(data, ensure_ascii=False)
    assert unique_name(email) in read
    assert email in read
