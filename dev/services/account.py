"""The account that the servers run under, and what it may do.

PostgreSQL refuses to run as root. Started by root it runs as `postgres`, the account that Debian
makes for it, or else as `nobody`, which every machine has. That account has to pass through folders
that may be closed to it, such as a home folder of mode 700. Instead of opening the folders, the
process is given one capability, and only where a folder is closed: to search and read, or, where a
container withholds that one, to override file permissions.
"""

import os
import pwd
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dev.services.lifetime import tied
from dev.services.unavailable import Unavailable

CAP_DAC_READ_SEARCH = 2  # its number in <linux/capability.h>


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    uid: int
    gid: int

    def own(self, folder: Path) -> None:
        """Make the folder, with mode 700, and hand it to the account."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)

    def command(self, argv: Sequence[str | Path], folder: Path, death_signal: str) -> list[str]:
        """Return the command line that runs argv as this account, tied to its parent's life.

        Raises Unavailable under root where `setpriv` is missing.
        """
        # Innermost, because a change of account makes the kernel forget the signal.
        words = tied(argv, death_signal)
        if os.geteuid() != 0:
            return words
        if (setpriv := shutil.which("setpriv")) is None:
            raise Unavailable(
                "PostgreSQL does not run as root: install setpriv (Debian's package util-linux), "
                "or work under an ordinary account."
            )
        drop = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        return [setpriv, *drop, *_pass_through(Path(argv[0]), folder), *words]


def of(folder: Path) -> Account:
    """Return the account that owns, or shall own, the folder of a server's data."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        "PostgreSQL does not run as root, and there is no account `nobody`: add one, "
        "or work under an ordinary account."
    )


def _pass_through(binary: Path, folder: Path) -> list[str]:
    """Return setpriv's options that let the process reach its binary and its data, if any."""
    binary_open = binary.stat().st_mode & stat.S_IXOTH
    above = [*binary.parents, *folder.parents]
    if binary_open and all(parent.stat().st_mode & stat.S_IXOTH for parent in above):
        return []
    # Reading and searching does not suffice to run a binary whose own mode forbids it.
    reading = binary_open and _bounding_set() >> CAP_DAC_READ_SEARCH & 1
    name = "dac_read_search" if reading else "dac_override"
    return [
        f"--inh-caps=+{name}",
        f"--ambient-caps=+{name}",
        # Without it access(2), by which PostgreSQL finds its binaries, leaves capabilities out.
        "--securebits=+no_setuid_fixup",
    ]


def _bounding_set() -> int:
    """Return the capabilities that this process and its children can have at all, as bits."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapBnd:"):
            return int(line.split()[1], 16)
    return 0
