"""Takes the pictures of the home page: `pytest -n 0 tests/journey/home_pictures.py`.

Over half of the open scroll is given first, to people of several countries.
"""

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.journey.conftest import PATIENCE, SIZES, Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PICTURES = settings.BASE_DIR / "docs" / "pictures"
MOST_SHIFT = 0.05  # the sum of a page's layout shifts
_OBSERVE_SHIFTS = """
globalThis.layoutShift = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) globalThis.layoutShift += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_FILL = """
from django.db import connection
from dev.factories.register import fill_register
from letters.models import Scroll, ScrollGlance
from letters.scrolls.glance import draw_glance
scroll = Scroll.objects.open().get(series__is_default=True)
fill_register(scroll=scroll, orders=37_000, names=5)
with connection.cursor() as cursor:
    cursor.execute(
        "UPDATE letters_person SET country = (ARRAY['IL', 'US', 'FR', 'GB', 'RU'])[1 + id % 5]"
    )
Scroll.objects.filter(pk=scroll.pk).update(columns_written=131)
ScrollGlance.objects.all().delete()
draw_glance(scroll)
"""


@pytest.fixture(scope="module")
def filled(site: Site) -> Site:
    done = site.manage("shell", "-c", _FILL)
    assert done.returncode == 0, done.stderr
    return site


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "he"])
def test_pictures_of_the_home_page(
    filled: Site, browser: Browser, language: str, size: str, colours: str
) -> None:
    context = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        locale=language,
        color_scheme=colours,  # type: ignore[arg-type]
    )
    page: Page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(_OBSERVE_SHIFTS)
    page.goto(filled.url)
    page.locator(".home-certificate img").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("globalThis.layoutShift") < MOST_SHIFT
    width = SIZES[size]["width"]
    name = f"home-{language}-{width}-{colours}.png"
    page.screenshot(path=PICTURES / name, full_page=True, animations="disabled")
    context.close()
