"""Processes that end with the one that started them, even if that one is killed."""

import shutil
from collections.abc import Sequence
from pathlib import Path


def with_death_signal(argv: Sequence[str | Path], death_signal: str) -> list[str]:
    """Return the command line that runs argv and gets death_signal when its parent ends.

    The kernel sends it when the *thread* that started the process ends, even after kill -9. Where
    `setpriv` is missing (no Linux) the process may outlive its parent.
    """
    command = [str(part) for part in argv]
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", death_signal, *command] if setpriv else command
