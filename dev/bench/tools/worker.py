"""A task in its own process, as in the worker's pool, and a folder for its files."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

# It prints how long the task took, and its peak memory in bytes.
_PROGRAM = """
import django; django.setup()
import json, resource, sys, time
from django.utils.module_loading import import_string
task = import_string(sys.argv[1])
began = time.perf_counter()
task(int(sys.argv[2]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([time.perf_counter() - began, peak * 1024]))
"""


@contextmanager
def private_folder() -> Iterator[str]:
    """Use an empty private folder instead of the site's; it is removed afterwards."""
    storages = cast("dict[str, Any]", dict(settings.STORAGES))
    with tempfile.TemporaryDirectory(prefix="unity-bench-") as folder:
        storages["private"] = {**storages["private"], "OPTIONS": {"location": folder}}
        with override_settings(STORAGES=storages):
            yield folder


def run_in_worker(task: str, about: int, folder: str) -> tuple[float, float]:
    """Run a task with a key on the current database; return its seconds and peak memory in MB."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    answer = subprocess.run(
        [sys.executable, "-c", _PROGRAM, task, str(about)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unity_torah.settings.development",
            "DEBUG": "1",
            "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
            "PRIVATE_ROOT": folder,
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds, peak = json.loads(answer.stdout)
    return seconds, peak / 1e6
