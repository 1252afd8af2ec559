"""The user that the servers run as, and its capabilities.

PostgreSQL refuses to run as root. Started by root it runs as `postgres`, the user that Debian
creates for it, or else as `nobody`, which every machine has. The program and the data may lie under
a folder that this user can't enter, such as a home folder of mode 700. Instead of changing the mode
of folders, the process then gets one capability: to search and read, or, where a container
withholds that one, to override file permissions.
"""

import os
import pwd
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dev.services.parent_death import with_death_signal
from dev.services.unavailable import Unavailable

CAP_DAC_READ_SEARCH = 2  # its number in <linux/capability.h>


@dataclass(frozen=True)
class ServiceUser:
    """A user of this machine, by number."""

    uid: int
    gid: int

    def create_folder(self, folder: Path) -> None:
        """Create the folder with mode 700, owned by this user."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)

    def command(self, argv: Sequence[str | Path], folder: Path, death_signal: str) -> list[str]:
        """Return the command line that runs argv as this user until its parent ends.

        Raises Unavailable under root where `setpriv` is missing.
        """
        # Innermost, because a change of user makes the kernel forget the signal.
        command = with_death_signal(argv, death_signal)
        if os.geteuid() != 0:
            return command
        if (setpriv := shutil.which("setpriv")) is None:
            raise Unavailable(
                "PostgreSQL does not run as root: install setpriv (Debian's package util-linux), "
                "or work as an ordinary user."
            )
        drop = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        return [setpriv, *drop, *_capability_options(Path(argv[0]), folder), *command]


def user_for(folder: Path) -> ServiceUser:
    """Return the user that owns, or shall own, a server's data; raise Unavailable if none fits."""
    if os.geteuid() != 0:
        return ServiceUser(os.geteuid(), os.getegid())
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return ServiceUser(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServiceUser(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        "PostgreSQL does not run as root, and there is no user `nobody`: add one, "
        "or work as an ordinary user."
    )


def _capability_options(binary: Path, folder: Path) -> list[str]:
    """Return setpriv's options that let the process reach its binary and its data; [] if open."""
    binary_open = binary.stat().st_mode & stat.S_IXOTH
    above = [*binary.parents, *folder.parents]
    if binary_open and all(parent.stat().st_mode & stat.S_IXOTH for parent in above):
        return []
    # Reading and searching does not suffice to run a binary whose own mode forbids it.
    reading = binary_open and _capability_bounding_set() >> CAP_DAC_READ_SEARCH & 1
    name = "dac_read_search" if reading else "dac_override"
    return [
        f"--inh-caps=+{name}",
        f"--ambient-caps=+{name}",
        # Without it access(2), by which PostgreSQL finds its binaries, leaves capabilities out.
        "--securebits=+no_setuid_fixup",
    ]


def _capability_bounding_set() -> int:
    """Return the bit mask of the capabilities that this process and its children may have."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapBnd:"):
            return int(line.split()[1], 16)
    return 0
