"""1,000 mails of a siyum and three kills, on servers of their own.

`python -m tests.messaging.crash_recovery` does it with 60,000.
"""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

RECIPIENTS = 1_000


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_mail_arrives_despite_kills() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.messaging.crash_recovery", str(RECIPIENTS), "3"],
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
