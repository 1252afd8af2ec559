"""The siyum's page under load, through the real web server."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from itertools import islice
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.countries import countries
from dev.bench.measure import Measure, best_of
from dev.bench.tools.web_server import WebServer, production, web_server
from letters.models import Community, Letter, Scroll
from letters.scrolls.scroll_stats import compute_scroll_stats
from letters.siyum.announcement import SiyumAnnouncement, announce_siyum

READERS = 64
WARM_UP, SECONDS = 2, 12  # longer than a page is cached
ROUNDS = 2
COUNTRIES, COMMUNITIES = 60, 300
BARE = "dev.bench.tools.bare_app:application"
_OF_THE_SERVER = {"Date", "Server", "Connection"}

_SPREAD = """
UPDATE letters_person SET country = (%s::text[])[1 + mod(id * id, %s)],
       community_id = (%s::bigint[])[1 + mod(id, %s)]
"""


@dataclass(frozen=True)
class Load:
    """The result of a load: responses per second, their 99th percentile, their cost in CPU."""

    rate: float
    p99: float  # milliseconds
    cpu: float  # milliseconds of the server for each response


def measure_page(scroll: Scroll) -> Iterator[Measure]:
    """Measure the siyum's page of a scroll whose letters are assigned, in a temporary database."""
    _announce(scroll)
    yield _count(scroll)
    collect_static()
    ours, bare = [], []
    with web_server() as site, bare_copy(f"{site.url}/siyum/{scroll.number}/") as copy:
        for _ in range(ROUNDS):
            ours.append(load(site, f"/siyum/{scroll.number}/"))
            bare.append(load(copy, "/"))
    best, least = (max(rounds, key=lambda crowd: crowd.rate) for rounds in (ours, bare))
    baseline = "a bare WSGI application with the same bytes, same server and load"
    yield Measure("siyum_page", round(best.rate), "/s", baseline, round(best.rate / least.rate, 2))
    yield Measure(
        "siyum_page_p99_ms", round(best.p99, 1), "ms", baseline, round(best.p99 / least.p99, 2)
    )
    yield Measure(
        "siyum_page_cpu_ms", round(best.cpu, 3), "ms", baseline, round(best.cpu / least.cpu, 2)
    )


def _announce(scroll: Scroll) -> None:
    """A siyum tomorrow, and people of many countries and communities."""
    announce_siyum(
        scroll=scroll,
        announcement=SiyumAnnouncement(
            siyum_at=timezone.now() + timedelta(days=1),
            siyum_zone="Asia/Jerusalem",
            siyum_place={
                "siyum_place": "Jerusalem, the Western Wall",
                "siyum_place_he": "ירושלים, הכותל המערבי",
            },
            siyum_stream="https://www.youtube.com/watch?v=abc_123-XYZ",
            dedication="לעילוי נשמת יוסף בן אברהם ע״ה",
        ),
    )
    communities = Community.objects.bulk_create(
        Community(
            slug=f"bench-{n}",
            name=f"Chabad of the {n}th town",
            city="Town",
            country="GB",
            approved_at=timezone.now(),
        )
        for n in range(COMMUNITIES)
    )
    names = [code for code, _ in islice(countries(), COUNTRIES)]
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, [names, COUNTRIES, [one.pk for one in communities], COMMUNITIES])
        cursor.execute("VACUUM ANALYZE letters_person")


def _count(scroll: Scroll) -> Measure:
    """What each process computes once a minute: the numbers by country and community."""
    ours = best_of(2, lambda: compute_scroll_stats(scroll)) * 1000
    held = Letter.objects.assigned().filter(scroll=scroll)
    bare = best_of(2, held.count) * 1000
    return Measure("siyum_tally_ms", round(ours), "ms", "bare count(*)", round(ours / bare, 1))


def collect_static() -> None:
    """Collect the static files, which production names by their contents."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        env=production(settings.SITE_URL),
        cwd=settings.BASE_DIR,
        check=True,
    )


@contextmanager
def bare_copy(address: str) -> Iterator[WebServer]:
    """A server with a copy of the page at the URL, headers included."""
    url = urlsplit(address)
    with closing(HTTPConnection(url.netloc)) as connection_:
        connection_.request("GET", url.path, headers={"Accept-Encoding": "gzip"})
        answer = connection_.getresponse()
        headers = [pair for pair in answer.getheaders() if pair[0] not in _OF_THE_SERVER]
        body = answer.read()
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(json.dumps(headers).encode() + b"\n" + body)
        copy.flush()
        with web_server(BARE, BARE_PAGE=copy.name) as server:
            yield server


def load(server: WebServer, path: str) -> Load:
    """Load the server after a warm-up."""
    _ask(server, path, WARM_UP)
    cpu = server.cpu()
    report = _ask(server, path, SECONDS)
    cpu = server.cpu() - cpu
    times = report["times"]
    return Load(
        rate=len(times) / report["seconds"],
        p99=quantiles(times, n=100)[98],
        cpu=cpu / len(times) * 1000,
    )


def _ask(server: WebServer, path: str, seconds: int) -> dict[str, Any]:
    crowd = [sys.executable, "-m", "dev.bench.tools.http_readers", server.url + path]
    done = subprocess.run(
        [*crowd, str(READERS), str(seconds)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"The readers failed: {done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
