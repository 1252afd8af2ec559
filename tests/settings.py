"""Settings of the tests: the site's own, on a PostgreSQL and Redis of their own."""

import atexit
import os
import re
import sys
from contextlib import ExitStack
from pathlib import Path

from dev.services import Unavailable, services

_data = Path(__file__).resolve().parent.parent / "var" / "test"
_running = ExitStack()
atexit.register(_running.close)
try:
    # Several processes of tests share the servers of the first.
    _addresses = _running.enter_context(services(data=_data))
except Unavailable as error:
    sys.exit(str(error))
# Each has a database of its own in both: they empty what they use.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
_number = int(_worker.removeprefix("gw")) + 1 if _worker else 0
os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{_number}", _addresses.redis_url)
os.environ["DEBUG"] = "1"
os.environ["PRIVATE_ROOT"] = str(_data / "private" / _worker)
# Mails of the tests reach nobody, and the tests run every day of the week.
os.environ["OBSERVE_QUIET_HOURS"] = "0"
# A proxy of the environment is not for this machine's own addresses.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

from unity_torah.settings import *  # noqa: E402, F403 - the services come first
from unity_torah.settings import DATABASES, STORAGES  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
# Sixteen buyers at once, and the test itself.
DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 0, "max_size": 40, "timeout": 20}}
# Of this run alone: another in the same folder makes and drops its own.
DATABASES["default"]["TEST"] = {"NAME": f"test_unity_torah_{os.getpid()}"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Each client of a test is a site of its own: it looks for a file when one is asked for.
WHITENOISE_AUTOREFRESH = True
