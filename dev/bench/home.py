"""The home page under load, through the real web server, and its picture drawn by the worker."""

from collections.abc import Iterator
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit

from dev.bench.measure import Measure
from dev.bench.siyum_page import Load, bare_copy, collect_static, load
from dev.bench.tools.temporary_database import temporary_database
from dev.bench.tools.web_server import WebServer, web_server
from dev.factories.register import fill_register
from letters.models import Letter, Scroll, ScrollGlance
from letters.scrolls.glance import draw_glance
from letters.scrolls.scrolls import open_scroll, prepare_scroll

ORDERS, NAMES = 37_000, 5  # over half of a scroll
ROUNDS = 2


def run() -> Iterator[Measure]:
    """Measure in a temporary database, with a scroll that is over half full."""
    with temporary_database() as series:
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=12))
        fill_register(scroll=scroll, orders=ORDERS, names=NAMES)
        yield _draw(scroll)
        drawn = ScrollGlance.objects.get()
        size = max(len(drawn.light), len(drawn.dark)) / 1000
        yield Measure("home_picture_kb", round(size, 1), "KB", "the 45 KB allowed", size / 45)
        collect_static()
        yield from _measure_page()


def _draw(scroll: Scroll) -> Measure:
    """What the worker does at most once a minute."""
    start = perf_counter()
    draw_glance(scroll)
    ours = perf_counter() - start
    start = perf_counter()
    Letter.objects.assigned().filter(scroll=scroll).count()
    bare = perf_counter() - start
    return Measure("home_draw_ms", round(ours * 1000), "ms", "bare count(*)", round(ours / bare, 1))


def _measure_page() -> Iterator[Measure]:
    ours: list[Load] = []
    bare: list[Load] = []
    with web_server() as site:
        _check(site)
        with bare_copy(f"{site.url}/") as copy:
            for _ in range(ROUNDS):
                ours.append(load(site, "/"))
                bare.append(load(copy, "/"))
    best, least = (max(rounds, key=lambda each: each.rate) for rounds in (ours, bare))
    baseline = "a bare WSGI application with the same bytes, same server and load"
    yield Measure("home_page", round(best.rate), "/s", baseline, round(best.rate / least.rate, 2))
    yield Measure(
        "home_page_p99_ms", round(best.p99, 1), "ms", baseline, round(best.p99 / least.p99, 2)
    )
    yield Measure(
        "home_page_cpu_ms", round(best.cpu, 3), "ms", baseline, round(best.cpu / least.cpu, 2)
    )


def _check(site: WebServer) -> None:
    """The page may be kept by everyone. Raises SystemExit."""
    connection = HTTPConnection(urlsplit(site.url).netloc)
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.getheader("Set-Cookie") or "Cookie" in (answer.getheader("Vary") or ""):
        raise SystemExit("The home page depends on a cookie")
