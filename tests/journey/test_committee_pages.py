"""The committee's pages: each list and form of the admin, and those about families, pass axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journey.conftest import Site
from tests.journey.test_by_post import _CLERK, look_at
from tests.journey.test_family import accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]

OpenPage = Callable[..., Page]
PAGES = {
    "request": "/admin/families/erasurerequest/{request}/change/",
    "request-find": "/admin/families/erasurerequest/{request}/find/",
    "request-refuse": "/admin/families/erasurerequest/{request}/refuse/",
    "looks-by-day": "/admin/families/look/by-day/",
    "telephone": "/telephone/",
}
# What Django's widgets and the theme make, without a template of ours: page and axe's rule.
OF_THE_THEME = {
    ("group-add", "aria-prohibited-attr"),  # the help of Django's two lists to choose from
    ("group-add", "color-contrast"),  # their text to search
    ("apikey-add", "aria-input-field-name"),  # Select2
    ("series-add", "landmark-unique"),  # simplebar names each of its regions alike
}
_MAKE = """
from datetime import timedelta
from django.contrib import admin
from django.contrib.auth.models import User
from django.utils import timezone
from families.find.tripwires import raise_alarm
from families.looks import record_search
from families.models import ErasureRequest
by = User.objects.get(username="member {language}")
by.is_superuser = True
by.save()
asked = ErasureRequest.objects.create(
    name="Zerubbabel ben Hephzibah Quexington", note="the Chabad house of Montreal",
    email="hephzibah.q@example.org", language="en", state="open",
    created_at=timezone.now() - timedelta(days=3), proved_at=timezone.now() - timedelta(days=3),
)
for found in range(30):
    record_search(by=by, page="telephone_find", asked=["given_name", "family_name"], found=found)
raise_alarm(by_telephone=True)
pages = [f"/admin/{{m._meta.app_label}}/{{m._meta.model_name}}/" for m in admin.site._registry]
print(asked.pk, *sorted(pages))
"""


@pytest.mark.parametrize("language", ["en", "he"])
def test_pages_fit_a_phone_and_are_accessible(
    open_page: OpenPage, site: Site, language: str
) -> None:
    made = site.manage("shell", "-v", "0", "-c", _CLERK.format(who=f"member {language}"))
    assert made.returncode == 0, made.stderr
    session = made.stdout.split()[-1]
    made = site.manage("shell", "-v", "0", "-c", _MAKE.format(language=language))
    assert made.returncode == 0, made.stderr
    request, *lists = made.stdout.split()
    page = open_page("/", language, "phone")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    paths = {"index": "/admin/", **PAGES}
    for path in lists:
        name = path.split("/")[-2]
        paths |= {f"{name}-list": path, f"{name}-add": f"{path}add/"}
    problems, walked = [], 0
    for name, path in paths.items():
        answer = page.goto(site.url + path.format(request=request))
        if answer and answer.status == 403 and name.endswith("-add"):
            continue  # nobody adds one
        if not answer or answer.status != 200:
            problems.append(f"{name}: {answer and answer.status}")
            continue
        problems += [
            f"{name}: {each}"
            for each in accessibility_violations(page)
            if (name, each.partition(":")[0]) not in OF_THE_THEME
        ]
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            problems.append(f"{name} is wider than the phone")
        look_at(page, f"committee-{name}-{language}")
        walked += 1
    assert not problems, "\n".join(problems)
    assert walked > 30
