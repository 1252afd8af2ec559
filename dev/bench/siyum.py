"""How long a siyum's mails take to queue, how fast they are sent, and how fast its page is."""

import smtplib
import time
from collections.abc import Iterator
from time import perf_counter

from django.db import connection

from dev.bench.draw import measure_preparing
from dev.bench.measure import Measure
from dev.bench.register_export import measure_export
from dev.bench.siyum_page import measure_page
from dev.bench.tools.mail_workers import MailSink, mail_environment
from dev.bench.tools.temporary_database import temporary_database
from dev.factories.register import fill_register
from dev.services.ports import LOOPBACK
from letters.models import Scroll
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from letters.siyum.mail import enqueue_siyum, siyum
from messaging import mailings
from messaging.models import Mailing, Message
from unity_torah.celery import app

PURCHASERS, NAMES = 60_961, 5  # 304,805 letters
ROUNDS = 3
PROCESSES = 2
WARM_UP, MAILS = 1_000, 6_000
BARE_MAILS = 2_000

BARE = """
INSERT INTO messaging_message (kind, about, recipient, language, message_id, state, attempts,
                               next_attempt_at, error, created_at)
SELECT 'siyum', 'bench:' || n, 'buyer-' || n || '@example.org', 'en',
       '<' || gen_random_uuid() || '@example.org>', 'queued', 0, now(), '', now()
FROM generate_series(1, %s) AS n
"""


def run() -> Iterator[Measure]:
    """Measure in a temporary database with the server's durability settings."""
    with temporary_database() as series:
        yield from measure_preparing(series)
        scroll = open_scroll(scroll=prepare_scroll(series=series, number=100))
        fill_register(scroll=scroll, orders=PURCHASERS, names=NAMES)
        yield _enqueue(scroll)
        yield from _send(scroll)
        yield from measure_page(scroll)
        yield from measure_export(scroll)


def _enqueue(scroll: Scroll) -> Measure:
    """Queue all mails, and insert as many bare rows, in turns; the best of each."""
    times = [(_prepare(scroll), _baseline_insert()) for _ in range(ROUNDS)]
    ours, bare = (min(taken) for taken in zip(*times, strict=True))
    baseline = f"bare INSERT … SELECT of {PURCHASERS:,} messages"
    return Measure("siyum_enqueue_s", round(ours, 2), "s", baseline, round(ours / bare, 2))


def _prepare(scroll: Scroll) -> float:
    _delete_mails()
    start = perf_counter()
    enqueue_siyum(scroll=scroll, by=None)
    seconds = perf_counter() - start
    if Message.objects.queued().filter(kind="siyum").count() != PURCHASERS:
        raise SystemExit("Not every purchaser has a message")
    return seconds


def _baseline_insert() -> float:
    _delete_mails()
    start = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BARE, [PURCHASERS])
    return perf_counter() - start


def _delete_mails() -> None:
    Message.objects.filter(kind="siyum").delete()
    Mailing.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE messaging_message")


def _send(scroll: Scroll) -> Iterator[Measure]:
    """Mails a second between the warm-up and the end, by the log of the mail server."""
    _prepare(scroll)
    with mail_environment(PROCESSES) as (sink, workers, redis):
        app.conf.update(broker_url=redis.url)
        mailing = mailings.set_rate(Mailing.objects.get(), 1_000_000)
        workers.start()
        mailings.start(mailing)
        _wait_for(sink, WARM_UP)
        cpu = workers.cpu()
        _wait_for(sink, WARM_UP + MAILS)
        cpu = workers.cpu() - cpu
        taken = [at for at, _ in sink.taken()]
        workers.kill()
        bare = _bare_rate(sink)
    rate = MAILS / (taken[WARM_UP + MAILS - 1] - taken[WARM_UP - 1])
    baseline = "smtplib: the same bytes over one connection"
    yield Measure("siyum_send", round(rate), "/s", baseline, round(rate / bare, 2))
    each = cpu / MAILS * 1000
    baseline = "what both workers' processes have in that time"
    yield Measure(
        "siyum_send_cpu_ms", round(each, 2), "ms", baseline, round(each * rate / 1000 / 2, 2)
    )


def _wait_for(sink: MailSink, mails: int) -> None:
    deadline = time.monotonic() + 180
    while len(sink.taken()) < mails:
        if time.monotonic() > deadline:
            raise SystemExit(f"Only {len(sink.taken())} of {mails} mails arrived in three minutes")
        time.sleep(0.2)


def _bare_rate(sink: MailSink) -> float:
    """Mails per second of one process that only sends one mail again and again."""
    mail = siyum(Message.objects.filter(kind="siyum")[0])
    content, sender = mail.message().as_bytes().replace(b"\n", b"\r\n"), mail.from_email
    with smtplib.SMTP(LOOPBACK, sink.port) as server:
        start = perf_counter()
        for _ in range(BARE_MAILS):
            server.sendmail(sender, mail.to, content)
        return BARE_MAILS / (perf_counter() - start)
