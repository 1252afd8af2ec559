"""The register that runs begin with, made once for each state of the migrations.

`python -m tests.chaos.make FOLDER` makes it; `made()` has it made where it is not there.
"""

import fcntl
import shutil
import subprocess
import sys
import time
from pathlib import Path

import django

from dev.services.paths import PROJECT
from tests.chaos.plan import Plan
from tests.chaos.stage import Stage
from tests.migrated import digest

KEPT = PROJECT / "var" / "chaos"


def made() -> Path:
    """The folder of a register of today's migrations, its servers stopped; to be copied."""
    KEPT.mkdir(parents=True, exist_ok=True)
    folder = KEPT / digest(Path(__file__), Path(__file__).with_name("scrolls.py"))
    with (KEPT / "making").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not folder.exists():
            for old in (path for path in KEPT.iterdir() if path.is_dir()):
                shutil.rmtree(old)
            subprocess.run([sys.executable, "-m", "tests.chaos.make", str(folder)], check=True)
    return folder


def main(folder: str) -> None:
    """Fill a database with three scrolls, and leave its server stopped in the folder."""
    begun = time.monotonic()
    fresh = Path(f"{folder}.new")
    stage = Stage(Plan(fresh))
    try:
        stage.start()
        # The settings read where the servers are, once.
        django.setup()
        from tests.chaos.scrolls import make_register

        make_register()
    finally:
        stage.stop()
    fresh.rename(folder)
    sys.stdout.write(f"Made three scrolls in {time.monotonic() - begun:.0f} s.\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
