"""The mails of a siyum to 60,000 purchasers while workers, Redis and the database are killed.

`python -m tests.messaging.crash_recovery [RECIPIENTS] [KILLS]` runs on servers of its own, prints
a summary as one JSON object, and exits with 1 if a mail was lost, or sent twice without having been
in flight at a kill.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from dev.services import Postgres

RECIPIENTS = 60_000
KILLS = 6
PROCESSES = 2
PATIENCE = 90  # seconds without a mail


def main(recipients: int = RECIPIENTS, kills: int = KILLS) -> dict[str, Any]:
    """Send, kill and count; returns the summary."""
    folder = Path(tempfile.mkdtemp(prefix="unity-kills-"))
    postgres = Postgres(folder)
    postgres.start()
    try:
        os.environ["DATABASE_URL"] = postgres.url
        return _run(postgres, recipients, kills)
    finally:
        postgres.stop()
        shutil.rmtree(folder)


def _run(postgres: Postgres, recipients: int, kills: int) -> dict[str, Any]:
    _set_up()
    from dev.bench.tools.mail_workers import mail_environment
    from messaging import mailings
    from unity_torah.celery import app

    mailing = _siyum_of(recipients)
    with mail_environment(PROCESSES) as (sink, workers, redis):
        app.conf.update(broker_url=redis.url)

        def worker_killed() -> None:
            workers.kill()
            workers.start()

        def redis_killed() -> None:
            redis.kill()
            time.sleep(2)
            redis.start()

        def postgres_killed() -> None:
            postgres.kill()
            time.sleep(1)
            postgres.start()

        def wait(until: Callable[[], bool]) -> None:
            _wait(until, lambda: len(sink.taken()), workers.keep_running)

        workers.start()
        mailings.start(mailings.set_rate(mailing, 1_000_000))
        start = time.monotonic()
        done: list[str] = []
        goals = [number * recipients // (kills + 2) for number in range(1, kills + 1)]
        for goal, kill in zip(
            goals, cycle([worker_killed, redis_killed, postgres_killed]), strict=False
        ):
            wait(partial(_has_accepted, sink, goal))
            kill()
            done.append(f"{kill.__name__} after {len(sink.taken()):,}")
        wait(lambda: _is_done(mailing.pk))
        seconds = time.monotonic() - start
        taken = Counter(message_id for _, message_id in sink.taken())
    return _summary(taken, done, seconds)


def _set_up() -> None:
    """Set up Django on the database of this run, and migrate it."""
    os.environ.update(
        DEBUG="1",
        OBSERVE_QUIET_HOURS="0",
        DJANGO_SETTINGS_MODULE="unity_torah.settings.development",
    )
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")  # replaced below
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _siyum_of(recipients: int) -> Any:
    """A siyum mailing to so many purchasers, with five letters each if the scroll has them."""
    from dev.factories.register import fill_register
    from letters import torah
    from letters.models import Price, Series
    from letters.scrolls.scrolls import open_scroll, prepare_scroll
    from letters.siyum.mail import enqueue_siyum

    names = 5 if recipients * 5 <= torah.TOTAL_LETTERS else 1
    series = Series.objects.create(slug="unity", is_default=True, name="Unity")
    Price.objects.create(series=series, currency="usd", letter=100, minimum=50)
    scroll = prepare_scroll(series=series, number=12, letters=recipients * names)
    fill_register(scroll=open_scroll(scroll=scroll), orders=recipients, names=names)
    return enqueue_siyum(scroll=scroll, by=None)


def _is_done(mailing_id: int) -> bool:
    """Whether the mailing is done; False while the database restarts."""
    from django.db import connection
    from django.db.utils import Error
    from psycopg_pool import PoolTimeout

    from messaging.models import Mailing

    try:
        return Mailing.objects.filter(pk=mailing_id, state=Mailing.State.DONE).exists()
    except (Error, PoolTimeout):
        return False
    finally:
        connection.close()


def _has_accepted(sink: Any, goal: int) -> bool:
    return len(sink.taken()) >= goal


def _wait(
    until: Callable[[], bool], progress: Callable[[], int], keep_alive: Callable[[], None]
) -> None:
    """Poll twice a second. Raises SystemExit when there is no progress any more."""
    seen, moved = -1, time.monotonic()
    while not until():
        keep_alive()
        if progress() != seen:
            seen, moved = progress(), time.monotonic()
        if time.monotonic() > moved + PATIENCE:
            raise SystemExit(f"no progress; mails accepted: {seen}")
        time.sleep(0.5)


def _summary(taken: Counter[str], kills: list[str], seconds: float) -> dict[str, Any]:
    from messaging.models import Message

    siyum = Message.objects.filter(kind="siyum")
    expected = set(siyum.values_list("message_id", flat=True))
    crashes = sum(not kill.startswith("redis") for kill in kills)
    twice = sum(times - 1 for times in taken.values())
    found = {
        "recipients": len(expected),
        "mails": sum(taken.values()),
        "lost": len(expected - set(taken)),
        "unexpected": len(set(taken) - expected),
        "not marked sent": siyum.exclude(state=Message.State.SENT).count(),
        "twice": twice,
        "could be in flight": crashes * PROCESSES,
        "kills": kills,
        "seconds": round(seconds),
        "mails a second": round(sum(taken.values()) / seconds),
    }
    held = not (found["lost"] or found["unexpected"] or found["not marked sent"])
    return {"holds": held and twice <= crashes * PROCESSES, **found}


if __name__ == "__main__":
    summary = main(*map(int, sys.argv[1:]))
    sys.stdout.write(json.dumps(summary) + "\n")
    sys.exit(not summary["holds"])
