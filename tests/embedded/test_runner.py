"""Programs run as one, and what is said when that can't be."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from unity_torah.embedded import Postgres, Redis, Unavailable, ports
from unity_torah.embedded.processes import Program, run
from unity_torah.embedded.runner import Doors, programs, surroundings

Start = Callable[..., subprocess.Popen[str]]

HOUSE = """
import os, sys
from pathlib import Path
from unity_torah.embedded import runner
data, *children = sys.argv[1:]
os.environ.update(MAIL_PORT="0")
runner.VAR = Path(data)
"""
PARENT = "import subprocess, sys, time; print('up'); subprocess.run(['sleep', '61.25'])"


def alive(words: str) -> list[int]:
    """The processes that have these words on their command line, but for this one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if words in line and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
