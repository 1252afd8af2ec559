"""The shared cases, in the JavaScript of the pages, run by Chromium without a server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route

from tests.same_rules.cases import CASES

pytestmark = pytest.mark.browser

ORIGIN = "http://rules.test"
STATIC = settings.BASE_DIR / "static"

# BigInt does not pass from the page to Python as it is.
_RUN = """
async (cases) => {
  const money = await import("/static/js/totals.js");
  const { printedLine } = await import("/static/js/printed-name.js");
  const plain = Number;
  const all = (name, rule) => cases[name].map(rule);
  return {
    typed_amounts: all("typed_amounts", ({ text, currency }) =>
      money.readAmount(text, cases.currencies[currency]).map(plain)),
    shown_amounts: all("shown_amounts", ({ amount, currency }) =>
      money.formatMoney(BigInt(amount), cases.currencies[currency])),
    fees: all("fees", ({ net, basis_points, fixed, step }) =>
      plain(money.feeToCover(...[net, basis_points, fixed, step].map(BigInt)))),
    totals: all("totals", (price) => {
      const gift = BigInt(price.gift);
      const postage = BigInt(price.postage ?? 0);
      const { count, cover_fee: coverFee } = price;
      const sum = money.totals({ price, count, coverFee, gift, postage });
      return [sum.letters, sum.fee, sum.total].map(plain);
    }),
    postages: all("postages", ({ prices, country }) => money.postageFor(prices, country)),
    lines: all("lines", printedLine),
  };
}
"""


def _serve(route: Route) -> None:
    path = STATIC / route.request.url.removeprefix(f"{ORIGIN}/static/")
    if path.is_file():
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


@pytest.fixture(scope="module")
def results(browser: Browser) -> Iterator[dict[str, Any]]:
    """What the JavaScript returns for every case."""
    page: Page = browser.new_page()
    page.route(f"{ORIGIN}/**", _serve)
    page.goto(f"{ORIGIN}/")
    yield page.evaluate(_RUN, CASES)
    page.close()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("typed_amounts", [case["readings"] for case in CASES["typed_amounts"]]),
        ("shown_amounts", [case["text"] for case in CASES["shown_amounts"]]),
        ("fees", [case["fee"] for case in CASES["fees"]]),
        ("totals", [[c["letters"], c["fee"], c["total"]] for c in CASES["totals"]]),
        ("postages", [case["amount"] for case in CASES["postages"]]),
        ("lines", [case["line"] for case in CASES["lines"]]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_javascript_returns_what_python_returns(
    results: dict[str, Any], rule: str, expected: list[Any]
) -> None:
    assert results[rule] == expected
