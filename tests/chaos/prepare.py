"""The register that runs begin with, prepared once for each state of the migrations.

`python -m tests.chaos.prepare FOLDER` creates it; `prepared_register()` does so if it is missing.
"""

import fcntl
import shutil
import subprocess
import sys
import time
from pathlib import Path

import django

from dev.services.paths import PROJECT
from tests.chaos.environment import Environment
from tests.chaos.plan import Plan
from tests.template_database import digest

PREPARED = PROJECT / "var" / "chaos"


def prepared_register() -> Path:
    """Return the folder of a register of the current migrations, to be copied; servers stopped."""
    PREPARED.mkdir(parents=True, exist_ok=True)
    folder = PREPARED / digest(Path(__file__), Path(__file__).with_name("scrolls.py"))
    with (PREPARED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in (path for path in PREPARED.iterdir() if path.is_dir()):
                shutil.rmtree(old)
            subprocess.run([sys.executable, "-m", "tests.chaos.prepare", str(folder)], check=True)
    return folder


def main(folder: str) -> None:
    """Create a database with three scrolls in the folder, and stop its server."""
    begun = time.monotonic()
    new = Path(f"{folder}.new")
    environment = Environment(Plan(new))
    try:
        environment.start()
        # The settings read the servers' URLs on import.
        django.setup()
        from tests.chaos.scrolls import make_register

        make_register()
    finally:
        environment.stop()
    new.rename(folder)
    sys.stdout.write(f"Prepared three scrolls in {time.monotonic() - begun:.0f} s.\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
