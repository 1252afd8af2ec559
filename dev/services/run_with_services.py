"""Run a command with a PostgreSQL and Redis of its own.

python -m dev.services.run_with_services FOLDER COMMAND [ARGUMENT ...]
"""

import signal
import subprocess
import sys
from pathlib import Path

from dev.services.parent_death import with_death_signal
from dev.services.services import services


def main(folder: str, *command: str) -> int:
    """Return the command's exit status."""
    # So that `kill`, too, ends the command and stops the services in an orderly way.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with services(Path(folder)):
        try:
            return subprocess.run(with_death_signal(command, "TERM"), check=False).returncode
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
