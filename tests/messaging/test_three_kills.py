"""1,000 mails of a siyum through three kills, on servers of their own; 60,000 with more of them
are `python -m tests.messaging.sixty_thousand`."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

RECIPIENTS = 1_000


@pytest.mark.long
@pytest.mark.timeout(900)
def test_nobody_is_left_out_when_worker_redis_and_database_are_killed() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.messaging.sixty_thousand", str(RECIPIENTS), "3"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3_000:]
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["recipients"] == RECIPIENTS
    assert len(summary["kills"]) == 3
