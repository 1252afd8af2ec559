"""Processes that don't outlive the one that started them."""

import shutil
from collections.abc import Sequence
from pathlib import Path


def tied(argv: Sequence[str | Path], death_signal: str) -> list[str]:
    """Return the command line that runs argv and dies with its parent, even after kill -9.

    The kernel sends death_signal when the thread that started the process ends. Where `setpriv` is
    missing (no Linux) the process is not tied.
    """
    words = [str(word) for word in argv]
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", death_signal, *words] if setpriv else words
